import type {ContainerConfig} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {splitVariable} from './env.js';
import {pairs, strings} from './read.js';

export type SecretFinding = {
	/** `Config.Env[3]`, `Config.Labels["x"]`, `Config.Cmd[1]`: never the value. */
	readonly path: SafeText;
	readonly name: SafeText;
	/** How it was recognised: `name`, `AWS access key id`, `password in URL`… */
	readonly kind: SafeText;
};

import {judgedPart, looksSecret, MASK, maskRaw} from './secrets.js';

/** Secrets in the configuration of a container or image, readable by everyone who may inspect it; never their values. */
export function secretFindings(config: ContainerConfig): readonly SecretFinding[] {
	return [
		...strings(config.Env).flatMap((variable, index) => {
			const [name, value] = splitVariable(variable);
			return finding(`Config.Env[${index}]`, name, looksSecret(name, judgedPart(value)));
		}),
		...pairs(config.Labels)
			.filter(([name]) => name !== ownToken)
			.flatMap(([name, value]) => finding(`Config.Labels["${name}"]`, name, looksSecret(name, judgedPart(value)))),
		...inArguments('Config.Entrypoint', config.Entrypoint),
		...inArguments('Config.Cmd', config.Cmd, strings(config.Entrypoint)),
		...inArguments('Config.Healthcheck.Test', config.Healthcheck?.Test),
		// ONBUILD instructions that the image keeps for images built on it. BuildKit does not write them to the history.
		...strings(config.OnBuild).flatMap((instruction, index) =>
			leaks(instruction) ? finding(`Config.OnBuild[${index}]`, optionName(instruction), trusted('in a trigger')) : [],
		),
	];
}

/** Of a leftover of dockscope: it proves nothing without the journal, so it is no secret. */
const ownToken = 'dockscope.token';

const finding = (path: string, name: string, kind: SafeText | null): SecretFinding[] =>
	kind === null ? [] : [{path: sanitise(path), name: sanitise(name), kind}];

/** Each argument together with the option before it: `--password`, `hunter2`; `lead` is the program that takes them. */
function inArguments(path: string, given: unknown, lead: readonly string[] = []): readonly SecretFinding[] {
	const list = strings(given);
	const program = leaks(lead.join(' ')) ? [] : lead;
	if (list.length === 0 || !leaks([...program, ...list].join(' '))) return [];
	const found = list.flatMap((argument, index) => {
		if (argument !== MASK && leaks(argument)) return finding(`${path}[${index}]`, optionName(argument), trusted('in arguments'));
		const option = list[index - 1] ?? '';
		const pairLeaks = option.startsWith('-') && !leaks(option) && leaks(`${option} ${argument}`);
		if (argument === MASK && !pairLeaks) return finding(`${path}[${index}]`, 'argument', trusted('in arguments'));
		return pairLeaks ? finding(`${path}[${index}]`, option, trusted('in arguments')) : [];
	});
	return found.length > 0 ? found : finding(path, 'command line', trusted('in arguments'));
}

/** Also true in a snapshot, whose secrets were masked when it was written. */
function leaks(line: string): boolean {
	const part = judgedPart(line);
	return part.includes(MASK) || maskRaw(part) !== part;
}

/** `--password` of `--password=hunter2`, `apiKey` of `{"apiKey":"x"}`; the name is shown, the value never. */
const optionName = (argument: string): string => namedMask.exec(maskRaw(judgedPart(argument)))?.[1] ?? 'argument';

const namedMask = /(?:^|[\s"'{,;])(--?[\w-]{2,40}|[A-Za-z_][\w.-]{1,40})(?:=|["']:\s?|(?<=--[\w-]+)\s+)\\?["']?\*{8}/;
