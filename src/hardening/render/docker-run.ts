import {type RunOption, words} from '../../changes/run-option.js';
import {shellJoin, shellQuote} from '../../terminal/shell-quote.js';
import type {CommandFile, RunCommand} from '../run-command.js';

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
	const run = shellJoin([command.program, 'run', ...command.options.flatMap(words), command.image, ...command.args]);
	return [...command.files.map(writeFile), run, ...command.after.map(shellJoin)].join(' && ');
}

/** The command over several lines, continued with ` \`. Without a trailing newline: pasting it does not run it yet. */
export function multiLine(command: RunCommand): string {
	const lines = [`${command.program} run`, ...optionLines(command.options), shellJoin([command.image, ...command.args])];
	const run = lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join(' \\\n');
	return [...command.files.map(writeFile), run, ...command.after.map(shellJoin)].join(' && \\\n');
}

/** Writes a file that the command refers to: without it the new container would not be created, but the old one be gone. */
export const writeFile = ({name, content}: CommandFile): string => `printf %s ${shellQuote(content)} > ${shellQuote(name)}`;

/** Columns of a line of options, if their words allow it. */
const lineWidth = 96;

/** Only the options, several to a line. */
export function optionLines(options: readonly RunOption[]): string[] {
	const lines: {text: string; group: number | null}[] = [];
	for (const option of options) {
		const text = words(option).map(shellQuote).join(' ');
		const group = groupOf.get(option.name) ?? null;
		const last = lines.at(-1);
		if (last !== undefined && group !== null && last.group === group && last.text.length + 1 + text.length <= lineWidth)
			last.text += ` ${text}`;
		else lines.push({text, group});
	}
	return lines.map(line => line.text);
}
