// Exports of other programs as they write them today; every person, site and secret in them is made up.
import { strToU8, zipSync } from "fflate";

export const otpUri = "otpauth://totp/Example:ada@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example";

export const bitwardenJson = {
  encrypted: false,
  folders: [{ id: "c1a7ee7e-0000-4000-8000-000000000001", name: "Work" }],
  items: [
    {
      passwordHistory: null,
      revisionDate: "2026-03-01T10:00:00.000Z",
      creationDate: "2026-03-01T10:00:00.000Z",
      deletedDate: null,
      id: "c1a7ee7e-0000-4000-8000-000000000002",
      organizationId: null,
      folderId: "c1a7ee7e-0000-4000-8000-000000000001",
      type: 1,
      reprompt: 0,
      name: "Mail",
      notes: "first line\nsecond line",
      favorite: false,
      fields: [{ name: "PIN", value: "invented", type: 1, linkedId: null }],
      login: {
        fido2Credentials: [{ credentialId: "c1a7ee7e-0000-4000-8000-000000000003", keyType: "public-key" }],
        uris: [
          { match: null, uri: "https://mail.example.org/login" },
          { match: null, uri: "androidapp://org.example.mail" },
          { match: null, uri: "ssh://mail.example.org" },
        ],
        username: "ada@example.org",
        password: "planted “pass, word”",
        totp: "GEZD GNBV GY3T QOJQ",
      },
      collectionIds: null,
    },
    { type: 2, name: "A note", notes: "text", secureNote: { type: 0 }, collectionIds: null },
    { type: 1, name: "Empty", notes: null, login: { uris: null, username: "ada", password: null, totp: null } },
    { name: 7 },
  ],
};

export const bitwardenCsv = [
  "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
  'Work,1,login,Mail,"first line\nsecond line",PIN: invented,0,"https://mail.example.org,https://example.org/a,b",ada@example.org,"planted ""pass, word""",GEZDGNBVGY3TQOJQ',
  ",,note,A note,text,,0,,,,",
].join("\n");

export const chromeCsv = [
  "name,url,username,password,note",
  "mail.example.org,https://mail.example.org/login,ada@example.org,planted-password,",
  ",android://aGFzaA==@org.example.mail/,ada,planted-password-2,a note",
  "half a row",
].join("\r\n");

export const keepassXcCsv = [
  '"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"',
  `"Root/Work","Mail","ada","planted-password","mail.example.org","","${otpUri}","0","2026-03-01T10:00:00Z","2026-03-01T10:00:00Z"`,
].join("\n");

export const keepassCsv = [
  '"Account","Login Name","Password","Web Site","Comments"',
  '"Mail","ada","planted-password","https://mail.example.org","a note"',
].join("\r\n");

export const onePasswordCsv = [
  "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes",
  `Mail,https://mail.example.org/,ada,planted-password,${otpUri},false,false,work,a note`,
].join("\n");

const keepassField = (key: string, value: string) =>
  `<String><Key>${key}</Key><Value ProtectInMemory="True">${value}</Value></String>`;

export const keepassXml = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile>
  <Meta><Generator>KeePass</Generator><RecycleBinUUID>YmluYmluYmluYmluYmluYg==</RecycleBinUUID></Meta>
  <Root>
    <Group>
      <UUID>cm9vdHJvb3Ryb290cm9vdA==</UUID><Name>Root</Name>
      <Entry>
        <UUID>ZW50cnllbnRyeWVudHJ5ZQ==</UUID>
        ${keepassField("Title", "Mail &amp; more")}${keepassField("UserName", "ada")}
        ${keepassField("Password", "planted&lt;&#xD;password ")}${keepassField("URL", "https://mail.example.org")}
        ${keepassField("Notes", "first line\nsecond line")}${keepassField("KP2A_URL_1", "https://example.org")}
        ${keepassField("TimeOtp-Secret-Base32", "GEZDGNBVGY3TQOJQ")}${keepassField("TimeOtp-Length", "8")}
        ${keepassField("TimeOtp-Period", "60")}${keepassField("TimeOtp-Algorithm", "HMAC-SHA-256")}
        ${keepassField("PIN", "invented")}
        <History><Entry>${keepassField("Title", "Older")}${keepassField("Password", "older")}</Entry></History>
      </Entry>
      <Group>
        <UUID>aW5uZXJpbm5lcmlubmVyaQ==</UUID><Name>Inner</Name>
        <Entry>${keepassField("Title", "XC")}${keepassField("Password", "p")}${keepassField("otp", otpUri.replaceAll("&", "&amp;"))}</Entry>
        <Entry>${keepassField("Title", "Tray")}${keepassField("Password", "p")}${keepassField("TOTP Seed", "GEZDGNBVGY3TQOJQ")}${keepassField("TOTP Settings", "30;6")}</Entry>
        <Entry>${keepassField("Title", "Hex")}${keepassField("Password", "")}${keepassField("TimeOtp-Secret-Hex", "3132333435363738393031323334353637383930")}</Entry>
        <Entry>${keepassField("Title", "Counted")}${keepassField("Password", "p")}${keepassField("HmacOtp-Secret-Base32", "GEZDGNBVGY3TQOJQ")}</Entry>
      </Group>
      <Group>
        <UUID>YmluYmluYmluYmluYmluYg==</UUID><Name>Recycle Bin</Name>
        <Entry>${keepassField("Title", "Thrown away")}${keepassField("Password", "gone")}</Entry>
      </Group>
    </Group>
  </Root>
</KeePassFile>`;

const onePasswordItem = {
  uuid: "inventeduuid1",
  favIndex: 0,
  createdAt: 1772359200,
  updatedAt: 1772359200,
  state: "active",
  categoryUuid: "001",
  details: {
    loginFields: [
      { value: "ada", id: "", name: "username", fieldType: "T", designation: "username" },
      { value: "planted-password", id: "", name: "password", fieldType: "P", designation: "password" },
    ],
    notesPlain: "a note",
    sections: [
      {
        title: "",
        name: "linked items",
        fields: [
          { title: "one-time password", id: "TOTP_1", value: { totp: otpUri } },
          { title: "PIN", id: "pin", value: { concealed: "invented" } },
        ],
      },
    ],
    passwordHistory: [],
  },
  overview: {
    subtitle: "ada",
    title: "Mail",
    url: "https://mail.example.org/",
    urls: [
      { label: "website", url: "https://mail.example.org/" },
      { label: "other", url: "https://example.org/" },
    ],
    tags: [],
  },
};

export const onePasswordData = {
  accounts: [
    {
      attrs: {
        accountName: "Ada",
        name: "Ada",
        avatar: "",
        email: "ada@example.org",
        uuid: "X",
        domain: "https://my.1password.com/",
      },
      vaults: [
        {
          attrs: { uuid: "V", desc: "", avatar: "", name: "Personal", type: "P" },
          items: [
            onePasswordItem,
            {
              ...onePasswordItem,
              categoryUuid: "003",
              overview: { title: "A note", url: "", urls: null },
              details: { loginFields: [], notesPlain: "text", sections: [] },
            },
          ],
        },
      ],
    },
  ],
};

export function onePux(data: unknown = onePasswordData) {
  return zipSync({
    "export.attributes": strToU8(JSON.stringify({ version: 3, description: "1Password Unencrypted Export" })),
    "export.data": strToU8(JSON.stringify(data)),
    "files/inventeddocument___photo.png": new Uint8Array([1, 2, 3]),
  });
}

const aegisEntry = {
  type: "totp",
  uuid: "01234567-89ab-4cde-8f01-23456789abcd",
  name: "ada@example.org",
  issuer: "Example",
  note: "",
  favorite: false,
  icon: null,
  info: { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algo: "SHA256", digits: 8, period: 60 },
  groups: [],
};

export const aegisJson = {
  version: 1,
  header: { slots: null, params: null },
  db: {
    version: 3,
    entries: [
      aegisEntry,
      { ...aegisEntry, type: "hotp", issuer: "Counted", info: { ...aegisEntry.info, counter: 3 } },
      { ...aegisEntry, type: "steam", issuer: "Steam" },
    ],
    groups: [],
    icons_optimized: true,
  },
};
