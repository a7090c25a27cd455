import {posix} from 'node:path';
import {shellJoin, shellQuote} from '../../base/index.js';
import type {RunCommand, SecretFile, SecretVariable} from '../run-command.js';

/**
 * Where the shell takes the values from. `environment`: the variables of the user's shell. Otherwise the container that still has
 * them, as the words of a shell: the values go through variables of the shell, and never appear on the screen or in an argument.
 */
export type SecretSource = 'environment' | {readonly container: string};

/**
 * Shell steps, to be joined by `&&` inside a subshell, that put each secret where the command takes it from. They stop when one is
 * missing: `${NAME:?}` ends the subshell, in interactive shells too, and not the shell around it.
 *
 * @source POSIX, 2.6.2 Parameter Expansion: a non-interactive shell exits; bash, dash, ksh and zsh end a subshell the same way
 */
export function secretSteps(
	secrets: readonly SecretVariable[],
	program: RunCommand['program'],
	source: SecretSource,
): readonly string[] {
	const names = [...new Set(secrets.map(({name}) => name))];
	const stuck = secrets.filter(secret => secret.file?.kind !== 'value' && !isMovable(secret));
	const exported = secrets.filter(({name, file}) => file === null && isOrdinary(name)).map(({name}) => name);
	const files = filesOf(secrets);
	// What is in a file already need not be in the environment again.
	const onlyInFiles = (name: string): boolean => secrets.every(one => one.name !== name || one.file !== null);
	return [
		...stuck.map(({name}) => stop(`the variable ${name} cannot be moved by a shell: set it by hand. Nothing was changed`)),
		...(source === 'environment'
			? names.filter(name => !onlyInFiles(name)).map(check)
			: names.flatMap(name => [readSecret(name, program, source.container), check(name)])),
		...[...files].map(([path, held]) => {
			const write = writeSecrets(path, held);
			if (source !== 'environment') return write;
			return `{ [ -s ${shellQuote(path)} ] || { ${[...held.map(({name}) => check(name)), write].join(' && ')}; }; }`;
		}),
		...(exported.length === 0 ? [] : [`export ${[...new Set(exported)].join(' ')}`]),
	];
}

/**
 * Reads the value of a variable from a container into a variable of the shell. `$(…)` strips newlines from the end of the value: the
 * dot keeps them.
 *
 * @param container  one word of a shell: a name, or `"$variable"`
 */
export function readSecret(name: string, program: RunCommand['program'], container: string): string {
	const key = JSON.stringify(name);
	const value = `{{slice . ${Buffer.byteLength(name) + 1}}}.`;
	const template = `{{range .Config.Env}}{{if eq (index (split . "=") 0) ${key}}}${value}{{end}}{{end}}`;
	const inspect = shellJoin([program, 'inspect', '--type', 'container', '--format', template]);
	const variable = shellVariable(name);
	return `${variable}=$(${inspect} ${container}) && ${variable}=\${${variable}%.}`;
}

/**
 * How the command itself gets the secrets that stay variables: by `--env NAME` from its environment. A name that no shell
 * variable can have, or that would change what the shell or the command does (`HTTP_PROXY`, `DOCKER_HOST`), is sent as a line of an
 * env file on stdin.
 */
export function secretInput({
	secrets,
}: Pick<RunCommand, 'secrets'>): {readonly before: string; readonly sent: ReadonlySet<string>} | null {
	const sent = secrets.filter(({name, file}) => file === null && !isOrdinary(name));
	if (sent.length === 0) return null;
	return {before: `printf '%s\\n' ${sent.map(envLine).join(' ')} | `, sent: new Set(sent.map(({name}) => name))};
}

/** The file of an `--env-file`, or of one secret: created with mode 0600, or given it before the value is written. */
function writeSecrets(path: string, held: readonly SecretVariable[]): string {
	const file = shellQuote(path);
	const owner = held[0]?.file?.owner ?? null;
	const print =
		held[0]?.file?.kind === 'env-file'
			? `printf '%s\\n' ${held.map(envLine).join(' ')}`
			: `printf %s "$${shellVariable(held[0]?.name ?? '')}"`;
	return `(umask 077 && mkdir -p ${shellQuote(posix.dirname(path))} && : >> ${file} && chmod 600 ${file} && ${print} > ${file}${owner === null ? '' : ` && chown ${owner} ${file}`})`;
}

function filesOf(secrets: readonly SecretVariable[]): ReadonlyMap<string, readonly SecretVariable[]> {
	const files = new Map<string, SecretVariable[]>();
	for (const secret of secrets) {
		const {path} = secret.file ?? ({path: null} as {path: SecretFile['path'] | null});
		if (path !== null) files.set(path, [...(files.get(path) ?? []), secret]);
	}
	return files;
}

const envLine = ({name}: SecretVariable): string => `${shellQuote(`${name}=`)}"$${shellVariable(name)}"`;

function check(name: string): string {
	const variable = shellVariable(name);
	const about = variable === name || !/^[\w.-]+$/.test(name) ? '' : ` (the value of ${name})`;
	return `: "\${${variable}:?is not set${about}: nothing was changed}"`;
}

/** Ends the subshell with a message. */
export const stop = (message: string): string => `{ echo ${shellQuote(message)} >&2; exit 1; }`;

/** The variable of the shell that has the value of a variable of the container. */
const shellVariable = (name: string): string => (isOrdinary(name) ? name : `secret_${name.replace(/\W/g, '_')}`);

/** A name that any shell can assign and export, and that means nothing to a shell or to the docker and podman commands. */
const isOrdinary = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !meaningful.test(name);

/** @source environ(7), bash(1), zshparam(1), ld.so(8), docker(1) and podman(1), Environment Variables; Go net/http, crypto/x509 */
const meaningful =
	/^(?:(?:http|https|ftp|all|no)_proxy|path|home|ifs|env|user|username|logname|shell|pwd|oldpwd|cdpath|fpath|argv|status|pipestatus|uid|euid|gid|egid|ppid|groups|random|seconds|lineno|shlvl|prompt|ps[1-4]|tmpdir|_|(?:bash|zsh|ld|dyld|lc|docker|podman|container|containers|registry|go|ssl_cert|xdg|ssh|buildx|buildkit|compose)(?:_.*)?|lang|godebug|bashopts|shellopts|histfile|histsize)$/i;

/** Whether it can be sent as a line of an env file, where its name cannot be exported. @source docker/cli pkg/kvfile */
const isMovable = ({name, severalLines, file}: SecretVariable): boolean =>
	(file === null && isOrdinary(name)) || (!severalLines && !/\s/.test(name) && !name.startsWith('#'));
