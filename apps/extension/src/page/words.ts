// The words by which people and pages call log-in fields, in the common languages, and how a text is looked through.

/**
 * Words with commas between them, a line or more for a family of languages. A space stands for none or one, so that
 * `user name` also finds `username`; a star makes a short word count inside others too.
 */
const table = {
  login: [
    "user name, user id, user*, login, log in, logon, sign in, account name, account id, email",
    "e mail, member id",
    "customer number, customer id, phone, mobile, usr, uname, upn, handle, identifier, screen name",
    "benutzer, nutzer, anmelde, kennung, kundennummer, gebruiker, inlog, bruger, anvandar, bruker",
    "kayttaja, tunnus",
    "identifiant, utilisateur, nom d utilisateur, courriel, usuario, correo, cuenta, utilizador, utente",
    "utilizator, accesso",
    "uzytkownik, nazwa, uzivatel, prihlasovaci, felhasznalo, kullanici, eposta, e posta",
    "логин, логін, користувач, пользовател, потребител, имейл, почт, пошт, χρηστη",
    "ユーサ, ログイン, メール, アカウント, 会員, 用户名, 用戶, 帐号, 账号, 帳號, 邮箱, 사용자, 아이디, 이메일, المستخدم, البريد, משתמש",
  ],
  password: [
    "password, passwd, pass word, pwd, passphrase, passcode, pswd, pass, psw",
    "passwort, kennwort, wachtwoord, adgangskode, losenord, passord, salasana",
    "mot de passe, mdp, contrasena, contrasenya, clave, senha, palavra passe, parola",
    "haslo, heslo, jelszo, sifre",
    "пароль, парола, κωδικος",
    "パスワード, 暗証, 密码, 密碼, 비밀번호, كلمة المرور, סיסמה",
  ],
  newPassword: [
    "new pass, new pwd, newpass, confirm, repeat, retype, re enter, verify pass, again, choose a pass",
    "create a pass, create pass, pass 2, password2, reg pass, signup pass",
    "neues pass, neues kenn, wiederhol, bestatig, nieuw wachtwoord, herhaal, bevestig, bekraft, gentag",
    "nouveau mot, confirmer, confirmez, nueva, repetir, repita, confirmar, nova senha, nuova, conferma",
    "ripeti",
    "nowe haslo, powtorz, nove heslo, yeni sifre, tekrar",
    "новый пароль, повтор, підтверд, подтверд, новый, новий, створіть, придума",
    "新しい, 再入力, 確認, 新密码, 确认密码, 確認密碼, 새 비밀번호, 확인",
  ],
  currentPassword: [
    "current pass, old pass, existing pass, current pwd, old pwd, aktuelles, altes, bisheriges, actuel",
    "ancien, actual, antigua, atual, attuale",
    "obecne haslo, stare haslo, поточн, старый, текущ, 現在の, 当前密码, 原密码, 현재",
  ],
  /** Enough by themselves. */
  code: [
    "otp, totp, 2fa, mfa, tfa, one time, onetime, two factor, 2 step, two step, verification code",
    "security code, authentication code, auth code, authenticator, login code, log in code, access code",
    "sms code, verify code, passcode from, digit code",
    "einmal, bestatigungscode, sicherheitscode, zwei faktor, verifizierungscode, anmeldecode, eenmalig",
    "verificatiecode, engangs, vahvistuskoodi",
    "code de verification, code de securite, code a usage unique, codigo de verificacion",
    "codigo de seguridad, codigo de verificacao, codice di verifica, codice di sicurezza",
    "kod weryfikacyjny, overovaci kod, ellenorzo kod, dogrulama kodu",
    "одноразов, код підтверд, код подтверд, код перевірки",
    "認証コード, 確認コード, ワンタイム, 验证码, 驗證碼, 动态码, 인증번호, 인증 코드, رمز التحقق, קוד אימות",
  ],
  /** Enough where the field asks for a few digits. */
  weakCode: ["code, token, pin, tan, kod, koodi, codigo, codice, код, コード, 番号, 代码, 코드, digit"],
  notCode: [
    "post code, postcode, postal, zip, promo, coupon, discount, voucher, gift, country, area code",
    "sort code, captcha, referral, invite, invitation, cvc, cvv, card, iban, bic, gutschein, plz",
    "einladung",
    "code promo, codigo postal, codice postale, codice fiscale, промокод, индекс, індекс, 郵便, 邮政, 图形, 우편",
    "code review, product, tracking, qr, tax, ean, sku, room, class code, phone code",
  ],
  search: [
    "search, query, find, filter, keyword, such, suche, recherche, chercher, buscar, busca, cerca, szukaj",
    "hledat, поиск, пошук, 検索, 搜索, 검색, zoek",
  ],
  newsletter: [
    "newsletter, subscribe, subscription, mailing list, abonnier, abonne, suscri, inscreva",
    "iscriviti alla, подпис, розсил, рассылк, 購読, 订阅, 구독, updates, waitlist, notify me, nieuwsbrief",
  ],
  /** Traps for programs, and what is nobody's login. */
  trap: [
    "honeypot, honey pot, leave blank, leave this, leave empty, do not fill, don t fill, not fill",
    "nicht ausfullen, leer lassen, ne pas remplir, no rellenar, bot field, hp field, are you human, spam",
    "url website, 不要填写, 入力しないで",
  ],
  person: [
    "first name, last name, full name, given name, surname, birth, street, address line, city, company",
    "vorname, nachname, geburt, strasse, prenom, nom de famille, apellido, nombre, имя, фамили, імя",
    "прізвищ, 氏名, 姓, お名前, subject, message, comment, betreff, nachricht, amount, quantity, captcha",
    "coupon, promo",
  ],
  signUp: [
    "sign up, signup, register, registration, create account, create an account, create your, create my",
    "join now, join free, get started, open an account, new account, start free",
    "registrier, konto erstellen, konto anlegen, konto eroffnen, neu hier, aanmaken, opret, skapa",
    "luo tili, rekisteroi",
    "inscri, creer un compte, creer mon compte, s inscrire, crear cuenta, crear una cuenta, registrar",
    "registrate, cadastr, criar conta, registrati, crea account, crea un account",
    "zarejestruj, zaloz konto, registrovat, kayit ol, uye ol",
    "зареєстр, реєстрац, зарегистр, регистрац, створити, создать, 新規登録, 会員登録, アカウントを作成, 注册, 註冊, 회원가입, 가입",
  ],
  logIn: [
    "log in, login, log on, logon, sign in, signin, sign on, authenticate, unlock",
    "anmelden, einloggen, anmeldung, inloggen, log ind, logga in, logg inn, kirjaudu",
    "connexion, se connecter, connecter, connectez, iniciar sesion, acceder, entrar, ingresar, accedi",
    "entra",
    "zaloguj, logowanie, prihlasit, bejelentkez, giris, oturum",
    "увійти, вхід, войти, вход, влез, συνδεση, ログイン, サインイン, 登录, 登入, 로그인, تسجيل الدخول, כניסה",
  ],
  next: [
    "next, continue, weiter, fortfahren, suivant, continuer, siguiente, continuar, avanti, prossimo",
    "proximo, dalej, далі, продовж, далее, продолж, 次へ, 続行, 下一步, 继续, 다음, 계속, volgende, verder",
  ],
  reset: [
    "reset, forgot, recover, send link, zurucksetzen, vergessen, oublie, reinitialiser, restablecer",
    "olvid, recuperar, recupera, забыл, забули, відновити, восстанов, 再設定, 忘れ, 重置, 忘记, 찾기",
  ],
} as const;

export type Meaning = keyof typeof table;

const longest = 200;

/** Letters that have no mark to take off. */
const plainLetters: Readonly<Record<string, string>> = { ł: "l", ø: "o", đ: "d", ı: "i", ß: "ss" };

/** Small letters without their marks, camelCase and punctuation as spaces; the first 200 characters. */
export function normalise(text: string): string {
  return text
    .slice(0, longest)
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[łøđıß]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Short words of the Latin and Cyrillic alphabets stand alone: `pin` is not in `shopping`. Others may be within a word. */
function patternOf(word: string): string {
  const plain = normalise(word);
  const optional = plain.replaceAll(" ", " ?");
  const standsAlone = plain.length <= 4 && /^[\p{Script=Latin}\p{Script=Cyrillic}\d ]+$/u.test(plain);
  return standsAlone && !word.endsWith("*") ? `(?<!\\p{L})${optional}(?!\\p{L})` : optional;
}

const patterns = Object.fromEntries(
  Object.entries(table).map(([meaning, words]) => [
    meaning,
    new RegExp(
      words
        .flatMap((line) => line.split(", "))
        .map(patternOf)
        .join("|"),
      "u",
    ),
  ]),
) as Record<Meaning, RegExp>;

/** Whether a normalised text has a word of this meaning. */
export function says(text: string, meaning: Meaning): boolean {
  return text !== "" && patterns[meaning].test(text);
}
