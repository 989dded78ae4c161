// Words of many languages, as labels and programs write them.
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Meaning, normalise, says } from "./words.ts";

const meant = (text: string, meaning: Meaning) => says(normalise(text), meaning);

it.each([
  ["txtUserName", "user name"],
  ["j_username", "username"],
  ["loginfmt", "loginfmt"],
  ["Benutzerkennung:", "benutzerkennung"],
  ["Ім’я користувача", "користувача"],
  ["ユーザーＩＤ", "ユーザー"],
])("a login: %s", (text) => expect(meant(text, "login")).toBe(true));

it.each([
  "Passwort",
  "MOT DE PASSE",
  "contraseña",
  "Hasło",
  "Пароль",
  "パスワード",
  "密码",
  "비밀번호",
  "Şifre",
  "newPwd",
])("a password: %s", (text) => expect(meant(text, "password")).toBe(true));

it.each([
  "totp",
  "otpCode",
  "6-digit code",
  "Bestätigungscode",
  "Código de verificación",
  "Код підтвердження",
  "确认 验证码",
])("a code: %s", (text) => expect(meant(text, "code")).toBe(true));

it.each<[string, Meaning]>([
  ["shopping basket", "weakCode"],
  ["spinner", "weakCode"],
  ["potpourri", "code"],
  ["compass", "password"],
  ["passenger", "password"],
  ["Suchergebnis", "login"],
  ["Weitere Angaben", "logIn"],
  ["center", "logIn"],
])("%s says nothing of %s", (text, meaning) => expect(meant(text, meaning)).toBe(false));

it.each<[string, Meaning]>([
  ["Create your account", "signUp"],
  ["Jetzt registrieren", "signUp"],
  ["Зареєструватися", "signUp"],
  ["Sign in", "logIn"],
  ["Se connecter", "logIn"],
  ["Увійти", "logIn"],
  ["ログイン", "logIn"],
  ["Repeat password", "newPassword"],
  ["Aktuelles Passwort", "currentPassword"],
  ["Leave this field blank", "trap"],
  ["Promo code", "notCode"],
  ["PLZ", "notCode"],
])("%s is %s", (text, meaning) => expect(meant(text, meaning)).toBe(true));

it("looks through any text in no time, and only through its beginning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
      const plain = normalise(text);
      expect(says(plain, "login") || says(plain, "code")).toBeTypeOf("boolean");
      expect(normalise(plain.slice(0, 150)).length).toBeLessThan(1000);
    }),
    { numRuns: 200 },
  );
  expect(meant(`${" ".repeat(300)}password`, "password")).toBe(false);
});
