import {shellJoin, shellQuote} from '../../base/index.js';
import {optionWords, type RunOption} from '../../judge/index.js';
import type {CommandFile, RunCommand} from '../run-command.js';
import {secretInput, secretSteps} from './secret-steps.js';

/** Options that belong together are on one line while they fit; each other one has its own. */
const together: readonly (readonly string[])[] = [
	['--detach', '--name', '--interactive', '--tty', '--rm', '--hostname', '--domainname', '--user', '--workdir', '--init'],
	['--restart', '--stop-signal', '--stop-timeout', '--log-driver', '--log-opt'],
	['--publish', '--publish-all', '--expose', '--network', '--mac-address', '--dns', '--dns-option', '--dns-search', '--link'],
	['--privileged', '--cap-drop', '--cap-add'],
	['--security-opt', '--userns', '--pid', '--ipc', '--uts', '--cgroupns', '--group-add'],
	['--read-only', '--tmpfs'],
	['--memory', '--memory-reservation', '--memory-swap', '--cpus', '--cpu-shares', '--pids-limit', '--shm-size', '--ulimit'],
	[
		'--health-cmd',
		'--health-interval',
		'--health-timeout',
		'--health-start-period',
		'--health-start-interval',
		'--health-retries',
	],
];
const groupOf = new Map(together.flatMap((names, index) => names.map(name => [name, index] as const)));

/** One line, for a pipe or a script. */
export function oneLine(command: RunCommand): string {
	return inSubshell(
		command,
		[...preparations(command), createText(command, 'run', ' '), ...command.after.map(shellJoin)],
		' && ',
	);
}

/** The command over several lines, continued with ` \`. Without a trailing newline: pasting it does not run it yet. */
export function multiLine(command: RunCommand): string {
	const steps = [...preparations(command), createText(command, 'run'), ...command.after.map(shellJoin)];
	return inSubshell(command, steps, ' && \\\n');
}

/** Comes first: without a secret or a file the new container would not be created, or not be the same. */
const preparations = (command: RunCommand): readonly string[] => [
	...unmasked(command),
	...secretSteps(command.secrets, command.program, 'environment'),
	...command.files.map(writeFile),
	...command.before,
];

/** A container with `********` for a password would run, and anyone could guess it. */
export const unmasked = ({masked}: RunCommand): readonly string[] =>
	masked
		? [
				"{ echo 'a secret in this command is masked as ********: print it again with --with-secrets. Nothing was changed' >&2; false; }",
			]
		: [];

/** A missing secret must end the command, not the shell that it was pasted into; and no secret stays in the environment. */
const inSubshell = ({secrets, masked}: RunCommand, steps: readonly string[], separator: string): string =>
	secrets.length === 0 && !masked ? steps.join(separator) : `( ${steps.join(separator)} )`;

/**
 * Only the `docker run` or `docker create` itself.
 *
 * @param between  what separates the lines
 */
export function createText(command: RunCommand, verb: 'run' | 'create', between = ' \\\n  '): string {
	const input = secretInput(command);
	const options = command.options.filter(
		({name, value}) =>
			!(name === '--env' && input?.sent.has(value ?? '') === true) && !(verb === 'create' && name === '--detach'),
	);
	const lines = [
		`${input?.before ?? ''}${command.program} ${verb}`,
		...(between === ' ' ? options.map(option => shellJoin(optionWords(option))) : optionLines(options)),
		...(input === null ? [] : ['--env-file /dev/stdin']),
		shellJoin([command.image, ...command.args]),
	];
	return lines.join(between);
}

/** Writes a file that the command refers to: without it the new container would not be created, but the old one be gone. */
export const writeFile = ({name, content}: CommandFile): string => `printf %s ${shellQuote(content)} > ${shellQuote(name)}`;

/** Columns of a line of options, if their words allow it. */
const lineWidth = 96;

/** Only the options, several to a line. */
export function optionLines(options: readonly RunOption[]): string[] {
	const lines: {text: string; group: number | null}[] = [];
	for (const option of options) {
		const text = optionWords(option).map(shellQuote).join(' ');
		const group = groupOf.get(option.name) ?? null;
		const last = lines.at(-1);
		if (last !== undefined && group !== null && last.group === group && last.text.length + 1 + text.length <= lineWidth)
			last.text += ` ${text}`;
		else lines.push({text, group});
	}
	return lines.map(line => line.text);
}
