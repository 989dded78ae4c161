// What things and people of the demo are called. All of it is made up; the domains are those of RFC 2606.

const words = (text: string) => text.trim().split(/\s+/) as [string, ...string[]];
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim()) as [string, ...string[]];

export const firstNames = words(`
  Ada Adam Agnieszka Ahmed Aino Alice Amara Amir Ana André Anja Anna Antonio Arjun Astrid Ayşe Beatriz Ben Björn Bruno
  Camille Carlos Chiara Chloé Clara Claudia Dagmar Daniel David Diego Dmitri Edith Elena Elif Emeka Emil Emma Erik Esra
  Eva Fatima Felix Fiona Florian Francesca Frida Gabriel Giulia Grace Gustav Hana Hannah Hans Harald Hiroshi Ibrahim Ida
  Ines Ingrid Irina Isabel Ivan Jakub Jana Jing João Johanna Jonas José Juan Julia Jürgen Kaito Karim Karin Kasia Katja
  Kenji Klaus Kofi Lara Lars Laura Léa Lena Leon Li Lina Linh Lucas Lucía Luis Łukasz Maja Malik Manuel Marco Margit
  Maria Marie Marta Martin Mateo Matthias Maya Mehmet Mei Michał Mikkel Milan Mina Miriam Mohamed Nadia Naomi Nils Nina
  Noah Nora Olga Oliver Oscar Paolo Paul Paula Pedro Petra Pierre Priya Rafael Raj Ravi Renate René Rosa Ruth Sami Samuel
  Sara Sofia Søren Stefan Sven Tamar Tariq Teresa Thomas Tim Tomás Ulrike Ursula Valentina Vera Viktor Wei Yara Yuki
  Zofia Zoltán`);

export const lastNames = words(`
  Abebe Aguilar Ahmadi Almeida Andersen Arslan Bakker Balogh Bauer Becker Bennett Berg Bianchi Blanc Bondarenko Borges
  Brandt Braun Brown Bruun Carvalho Castillo Chen Clarke Costa Cruz Czarnecki Dahl Delgado Demir Diallo Dias Dubois Eriksen
  Esposito Fernández Ferrari Fischer Fontaine Franke Friedrich Fuchs García Gashi Girard Gómez González Graf Gupta Haas
  Hahn Hansen Hartmann Haugen Hoffmann Horváth Huang Huber Ibáñez Ivanova Jansen Jensen Johansson Kaya Keller Kim Klein
  Koch König Kovács Kowalska Krause Krüger Kumar Lambert Lang Larsen Laurent Lehmann Leroy Lindholm Lopes Lorenz Lund
  Maier Mäkinen Malik Marino Martínez Mayer Mbeki Mehta Mendes Meyer Moreau Moreno Moretti Müller Mwangi Nagy Nakamura
  Neumann Ngo Nguyen Nielsen Novák Nowak Nyström O’Brien Okafor Oliveira Olsen Ortega Öztürk Papadopoulos Patel Pereira
  Petersen Petrov Pham Pinto Popescu Ramírez Ramos Reyes Ricci Richter Rivera Rizzo Romano Rossi Roux Ruiz Sanders Santos
  Sato Schäfer Schmid Schmidt Schneider Scholz Schröder Schulz Schwarz Seidel Serrano Silva Simon Sokolov Sommer Sørensen
  Stein Suzuki Svensson Szabó Tanaka Thompson Torres Tóth Vargas Vasquez Virtanen Vogel Wagner Walter Wang Weber Weiß
  Werner Wilson Winkler Wójcik Wolf Wong Yamamoto Yilmaz Zhang Zimmermann`);

/** With the domain of their emails. */
export const companies: readonly [CompanyName, ...CompanyName[]] = [
  { name: "Aurora Energy", domain: "aurora.example" },
  { name: "Bergmann Logistics", domain: "bergmann.example" },
  { name: "Cassiopeia Health", domain: "cassiopeia.example" },
  { name: "Delta Rail", domain: "delta-rail.example" },
  { name: "Estuary Foods", domain: "estuary.example" },
  { name: "Fjord Shipping", domain: "fjord.example" },
  { name: "Granite Insurance", domain: "granite.example" },
  { name: "Helios Optics", domain: "helios.example" },
  { name: "Iris Media", domain: "iris.example" },
  { name: "Juniper Textiles", domain: "juniper.example" },
];

export interface CompanyName {
  readonly name: string;
  readonly domain: string;
}

/** The first have the most people. */
export const departments = lines(`
  Production
  Sales
  Customer service
  Logistics
  Engineering
  Information technology
  Finance
  Human resources
  Marketing
  Purchasing
  Quality
  Research
  Legal
  Management`);

export const positions = lines(`
  Accountant
  Administrator
  Analyst
  Apprentice
  Assistant
  Buyer
  Clerk
  Consultant
  Controller
  Designer
  Developer
  Director
  Dispatcher
  Electrician
  Engineer
  Head of department
  Lawyer
  Mechanic
  Operator
  Planner
  Product manager
  Project manager
  Recruiter
  Sales representative
  Scientist
  Shift leader
  Specialist
  Team leader
  Technician
  Tester
  Trainer
  Warehouse worker`);

export const teamWords = words(`
  Amber Birch Cedar Dune Ember Falcon Garnet Harbour Indigo Jade Kestrel Lagoon Maple Nimbus Onyx Pebble Quartz Raven
  Slate Thistle Umber Violet Willow Zephyr`);
export const teamKinds = words("Team Project Shift Site Committee");

export const browsers = lines(`
  Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
  Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0
  Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0
  Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15
  Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0
  Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1`);

export const devices = lines(`
  Firefox on Windows
  Chrome on Windows
  Edge on Windows
  Safari on macOS
  Firefox on Linux
  Command line on Linux`);

/** Places that personal and shared accounts are for. `login`: how the person is called there. */
export const sites: readonly [Site, ...Site[]] = [
  { name: "Mail", loginType: "website", urls: ["https://mail.{domain}/login"], apps: ["Thunderbird"], login: "email" },
  { name: "Time sheet", loginType: "website", urls: ["https://time.{domain}"], apps: [], login: "number" },
  { name: "Customers", loginType: "website", urls: ["https://crm.{domain}/sign-on"], apps: [], login: "email" },
  { name: "Source code", loginType: "website", urls: ["https://git.{domain}"], apps: ["Git"], login: "user" },
  { name: "Travel", loginType: "website", urls: ["https://travel.example.com/login"], apps: [], login: "email" },
  { name: "Payslips", loginType: "website", urls: ["https://pay.example.net"], apps: [], login: "number" },
  { name: "Workstation", loginType: "domain", urls: [], apps: [], login: "domain" },
  { name: "Warehouse scanner", loginType: "application", urls: [], apps: ["Scanner"], login: "number" },
  { name: "Drawing program", loginType: "application", urls: [], apps: ["Drawing board"], login: "user" },
  { name: "Service portal", loginType: "website", urls: ["https://service.{domain}"], apps: [], login: "email" },
  { name: "Learning", loginType: "website", urls: ["https://learn.example.org"], apps: [], login: "email" },
  { name: "Conference room", loginType: "local", urls: [], apps: [], login: "local" },
];

export interface Site {
  readonly name: string;
  readonly loginType: "website" | "application" | "local" | "domain";
  readonly urls: readonly string[];
  readonly apps: readonly string[];
  readonly login: "email" | "number" | "user" | "domain" | "local";
}
