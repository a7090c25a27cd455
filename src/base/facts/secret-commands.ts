/** A quoted argument, or one word. */
const word = `("[^"]*"|'[^']*'|[^\\s"']\\S*)`;
/** The rest of one command, up to its option; bounded so that a long text is not searched over and over. */
const before = '\\b[^\\n|;&]{0,300}?\\s';
const after = (what: string): RegExp => new RegExp(`(${what})${word}`, 'g');

/**
 * Arguments that are secrets by the convention of their program, without a name that says so. Group 1 is kept, group 2 is the secret.
 * @source manual pages of the programs named
 */
export const secretArguments: readonly RegExp[] = [
	// The program name matches whole or not at all: otherwise the search would restart at each of its letters.
	/((?<![\w-])(?:mysql|mariadb)[\w-]*(?![\w-])[^\n|;&]{0,300}?\s-p)("[^"]*"|'[^']*'|[^\s-]\S*)/g,
	after(`\\b(?:redis-cli|valkey-cli)${before}(?:-a|--pass)\\s+`),
	after('--(?:requirepass|masterauth)\\s+'),
	after('\\bsshpass\\s+-p\\s*'),
	after(`\\bldap(?:search|modify|modrdn|add|delete|compare|passwd|whoami|exop)${before}-w\\s+`),
	after(`\\bopenssl${before}-[kK]\\s+`),
	/(\b(?:echo|printf)\s+(?:-\w+\s+)?["']?[\w.-]{1,64}:)([^\s"'|]+)(?=["']?\s*\|\s*(?:sudo\s+)?chpasswd\b)/g,
	/(\b(?:echo|printf)\s+(?:-\w+\s+)?)("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'|;&-][^\s"'|;&]{0,300})(?=\s*\|[^\n|;&]{0,300}(?:--password-stdin|\bsudo\s+(?:-\w+\s+){0,5}-\w*S)\b)/g,
	after(`\\b(?:mongo|mongosh|mongodump|mongorestore|mongoexport)${before}-p\\s+`),
	after(`\\b(?:docker|podman|skopeo|buildah|helm|crane|oras)(?:\\s+\\w+)?\\s+login${before}-p\\s*`),
	after(`\\b(?:mosquitto_\\w+|sqlcmd|bcp|ipmitool|zip|unzip)${before}-P\\s*`),
	after(`\\b(?:7z[az]?|7zz|rar|unrar)${before}-p`),
	after(`\\bmysqladmin${before}password\\s+`),
	after(`\\bsnmp\\w+${before}-c\\s+`),
	after(`\\b(?:useradd|usermod)${before}-p\\s+`),
	after(`\\baz\\s+login${before}-p\\s+`),
	after(`\\bconsul${before}-encrypt[\\s=]+`),
	after(`\\bgitlab-runner\\s+register${before}-r\\s+`),
	after(`\\bx?freerdp\\w*${before}/p:`),
	after(`\\b(?:(?:redis|valkey)-server${before}--user|SETUSER)\\s+\\S+\\s(?:[^\\n|;&]{0,300}?\\s)?>`),
	after('\\bwg\\s+set\\s[^\\n|;&]{0,300}?\\spreshared-key\\s+(?!/)'),
	after('\\bmosquitto_passwd\\s+(?:-\\w+\\s+){0,3}-\\w*b\\w*\\s+\\S+\\s+\\S+\\s+'),
	after('\\bvault\\s+login\\s+(?!-)'),
	after('\\bngrok\\s+(?:config\\s+)?(?:add-)?authtoken\\s+'),
	after('\\brclone\\s+obscure\\s+'),
	after('\\bmc\\s+(?:alias\\s+set|config\\s+host\\s+add)\\s+\\S+\\s+\\S+\\s+\\S+\\s+'),
	after('\\b(?:npm|pnpm|yarn)\\s+config\\s+set\\s+(?=\\S*(?:_auth|_password|[tT]oken))\\S+\\s+'),
	/(\b(?:smbclient|rpcclient|smbget)\b[^\n|;&]{0,300}?\s(?:-U\s*|--user[\s=])["']?[^\s%"']{1,100}%)([^\s"']+)/g,
	/((?:\bsqlplus\s+(?:-\w+\s+){0,9}|\bjdbc:oracle:\w+:)[^\s/:@"']{1,100}\/)([^\s@"']+)(?=@)/g,
	/(\bcookie["']?\s*:\s*["']?)([^\s"'=;]{1,100}=[^\r\n"']{8,})/gi,
	after('\\brabbitmqctl\\s+(?:add_user|change_password)\\s+\\S+\\s+'),
	// With `n` the result is printed; without it a file comes before the user.
	after('\\bhtpasswd(?=[^\\n|;&]{0,60}\\s-\\w*b)(?=[^\\n|;&]{0,60}\\s-\\w*n)(?:\\s+-\\w+(?:\\s+\\d+)?){1,9}\\s+[^\\s-]\\S*\\s+'),
	after(
		'\\bhtpasswd(?=[^\\n|;&]{0,60}\\s-\\w*b)(?![^\\n|;&]{0,60}\\s-\\w*n)(?:\\s+-\\w+(?:\\s+\\d+)?){1,9}\\s+[^\\s-]\\S*\\s+\\S+\\s+',
	),
	after('\\baws\\s+configure\\s+set\\s+(?=\\S*(?:secret|token))\\S+\\s+'),
	after('\\bmachine\\s+\\S+\\s+login\\s+\\S+\\s+password\\s+'),
	/(\s-pass(?:in|out)?\s+pass:)(\S+)/g,
	/(\b(?:curl|http)\b[^\n|;&]{0,300}?\s(?:-u|--user|-U|--proxy-user)[\s=]*["']?[^\s:"']*:)([^\s"']+)/g,
	// In a sentence (`Basic Constraints`) it is a word; what is encoded has digits, signs or mixed case.
	/(\b(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s+)(?=\S{0,60}(?:[\d=]|[a-z][A-Z]))([\w.~+/=-]{8,})/g,
	/(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|apikey|key)\s+)([\w.~+/=-]{6,})/gi,
	// The credentials that docker login stores in config.json.
	/("auth"\s*:\s*")([A-Za-z\d+/=]{8,})/g,
];

/** One test for all of these: few texts contain any. */
export const mayHoldSecretArgument =
	/preshared-key|sqlcmd|bcp|ipmitool|zip|7z|rar |snmp|useradd|usermod|az |consul|gitlab-runner|freerdp|-server|SETUSER|vault|authtoken|obscure|alias set|host add|smbclient|rpcclient|smbget|sqlplus|oracle|cookie|sudo|mysql|mariadb|redis-cli|valkey-cli|requirepass|masterauth|sshpass|ldap|openssl|chpasswd|password-stdin|mongo|login|mosquitto_|rabbitmqctl|htpasswd|configure set|-pass|curl|http |bearer|basic|authorization|"auth"/i;
