/**
 * Whether a value under a secret's name is provably not a secret: a switch, or a reference to where the secret is.
 *
 * Anything that could be a password counts as one, even if it looks like a path, a duration or a URL: `PASSWORD=docker:swordfish` and
 * `TOKEN=https://hooks.example/t/9f3a` are real.
 */
export function isReference(value: string): boolean {
	return switches.test(value) || isStoredElsewhere(value) || (isExpansion(value) && !/^\$[a-z]/.test(value));
}

/** The same for a word of a command or a script, which a shell parses: `$password` is a variable there, and a space ends `$(cat`. */
export const isReferenceInText = (value: string): boolean =>
	isReference(value) || isExpansion(value) || /^(?:\$\(|`)/.test(value);

/** A generated key (PEM, base64, hex) never looks like a file path, so a path under such a name is the location of the key. */
export const isPath = (value: string): boolean => value.length <= MAX_PATH_LENGTH && path.test(value) && pathLike.test(value);

const switches = /^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|0|1)$/i;

/** @source limits.h, PATH_MAX */
const MAX_PATH_LENGTH = 4096;
const path = /^(?:\.{0,2}|~)\/[\w.@/-]*$/;
/** Absolute paths of containers and file names; a base64 secret may begin with a slash too. */
const pathLike =
	/^(?:\/(?:run|var|etc|mnt|home|opt|usr|app|data|tmp|srv|root|keys?|certs?|secrets?|config|vault|proc)\/|\.{1,2}\/|~\/)|\.(?:pem|key|txt|json|crt|p12|jks|env|ya?ml|conf)$/;

/**
 * Files that Docker and Kubernetes mount, entries of a secret store, and template placeholders.
 * @source docs.docker.com/engine/swarm/secrets, docs.aws.amazon.com (ARN), developer.1password.com (op://), bank-vaults (vault:…#…),
 * helmfile vals (ref+…)
 */
const isStoredElsewhere = (value: string): boolean =>
	/^\/(?:var\/)?run\/secrets\/[\w./-]+$/.test(value) ||
	/^arn:aws[\w-]*:(?:secretsmanager|ssm|kms):/.test(value) ||
	/^(?:op|file|env|vault|secretref|awssm|ssm|gcpsm|azurekv|ref\+\w+):\/\/[\w./:@#?=-]+$/i.test(value) ||
	/^vault:[\w./-]+#[\w.-]+$/.test(value) ||
	/^(?:<[^<>=]*>|\{\{[^{}]*\}\}|\*+)$/.test(value);

/**
 * What a shell, Compose or Kubernetes expands: `$(cat FILE)`, `${DB_PASSWORD:?missing}`. The literal default of an empty
 * variable (`${PW:-changeme}`, at any depth) is readable by everyone. Not recursive, because the input controls the depth.
 */
function isExpansion(value: string): boolean {
	if (/^(?:\$\([^\n]*\)|`[^`]*`)$/.test(value)) return true;
	let start = 0;
	let end = value.length;
	while (start < end) {
		const [whole, brace] = at(variable, value, start) ?? [];
		if (whole === undefined) break;
		start += whole.length;
		if (brace !== '' && value[end - 1] === '}') end -= 1;
		if (start >= end) return true;
		const [operator, kind] = at(instead, value, start) ?? [];
		if (operator === undefined) return false;
		start += operator.length;
		if (kind === '?') return !value.slice(start, end).includes('}');
		if (start >= end) return true;
	}
	const literal = value.slice(start, end);
	return start > 0 && (switches.test(literal) || isStoredElsewhere(literal));
}

const variable = /\$(\{?)\w+/y;
const instead = /:?([?+-])/y;

function at(expression: RegExp, text: string, index: number): RegExpExecArray | null {
	expression.lastIndex = index;
	return expression.exec(text);
}
