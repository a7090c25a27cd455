/**
 * How other languages than English call a secret. These words are compared with the names of values and never shown, so this file needs
 * no signs that an ASCII terminal has.
 */

/**
 * Password in the languages of most users. Only words that mean nothing else: `kod`, `chiave` or `clave` would name half of all settings.
 * In Latin letters without accents, since accents are taken from the names too.
 */
export const PASSWORD_WORDS: readonly string[] = [
	...'passwort kennwort motdepasse passe contrasena contrasenya senha palavrapasse haslo wachtwoord losenord adgangskode'.split(
		' ',
	),
	...'passord salasana heslo sifre jelszo lozinka geslo parola slaptazodis pasahitza matkhau'.split(' '),
	...'пароль парола лозинка συνθηματικό κωδικόςπρόσβασης סיסמה סיסמא كلمةالمرور كلمةالسر رمزعبور पासवर्ड পাসওয়ার্ড รหัสผ่าน'.split(' '),
	...'密码 密碼 口令 パスワード 暗証番号 비밀번호 암호 գաղտնաբառ პაროლი құпиясөз'.split(' '),
];

/** A password in two words: the second says something only after the first. */
export const FIRST_WORDS: readonly string[] = ['كلمة', 'κωδικός'];
export const SECOND_WORDS: readonly string[] = ['المرور', 'السر', 'πρόσβασης'];
