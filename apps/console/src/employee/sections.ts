// The sections of an employee's page, from top to bottom. What hangs on an employee adds its section here.
import type { ComponentType } from "react";
import { AccountsSection } from "./accounts-section.tsx";
import { EventsSection } from "./events-section.tsx";
import { GroupsSection } from "./groups-section.tsx";
import { KeysSection } from "./keys-section.tsx";
import { LogInSection, SecondFactorsSection } from "./log-in-sections.tsx";
import { ProfileSection } from "./profile-section.tsx";
import type { SectionProps } from "./section.ts";

export const sections: readonly { readonly title: string; readonly Section: ComponentType<SectionProps> }[] = [
  { title: "Profile", Section: ProfileSection },
  { title: "Log-in", Section: LogInSection },
  { title: "Second factors", Section: SecondFactorsSection },
  { title: "Groups", Section: GroupsSection },
  { title: "Keys", Section: KeysSection },
  { title: "Accounts", Section: AccountsSection },
  { title: "Recent events", Section: EventsSection },
];
