import type {ScanEnvironment} from '../scanner.js';

/** What every program needs; nothing else of dockscope's own environment reaches a scanner. */
const passedOn = [
	'PATH',
	'HOME',
	'USER',
	'LANG',
	'LC_ALL',
	'XDG_CACHE_HOME',
	'XDG_CONFIG_HOME',
	'XDG_RUNTIME_DIR',
	'DOCKER_CONFIG',
	'DOCKER_CERT_PATH',
	'DOCKER_TLS_VERIFY',
	'SSL_CERT_FILE',
	'SSL_CERT_DIR',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'http_proxy',
	'https_proxy',
	'no_proxy',
];

/** The environment of a scanner's process. `added`: its own variables; credentials are only passed to the scanner they are for. */
export function environmentOf(
	environment: ScanEnvironment,
	scratch: string,
	added: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
	const {variables, dockerHost} = environment;
	const all: Record<string, string | undefined> = {
		...Object.fromEntries(passedOn.map(name => [name, variables[name]])),
		TMPDIR: scratch,
		NO_COLOR: '1',
		...(dockerHost === null ? {} : {DOCKER_HOST: dockerHost}),
		...added,
	};
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A scanner's own variables (`TRIVY_…`), passed through. */
export const withPrefix = (
	variables: ScanEnvironment['variables'],
	...prefixes: readonly string[]
): Record<string, string | undefined> =>
	Object.fromEntries(Object.entries(variables).filter(([name]) => prefixes.some(prefix => name.startsWith(prefix))));
