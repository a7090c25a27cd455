import {answerOrNull, type ContainerInspect, type EngineReader, safeLines, sanitise, shellQuote} from '../../base/index.js';
import {hideSecrets, multiLine, readSecret, reconstruct, withSecretsShown} from '../../fix/index.js';
import {engineDefaults} from '../../judge/index.js';
import {exitStatus} from '../exit-status.js';

export type CommandOptions = {
	readonly reader: EngineReader;
	/** The engine's inspect answer for the container. */
	readonly inspect: ContainerInspect;
	readonly withSecrets: boolean;
	readonly signal?: AbortSignal;
};

export type TextOutput = {readonly out: (text: string) => void; readonly err: (text: string) => void};

/**
 * `dockscope command`: writes the docker run command that recreates a container to `out`, what it cannot reproduce to `err`. Returns the exit
 * status. @throws EngineError
 */
export async function runCommand(
	{reader, inspect, withSecrets, signal}: CommandOptions,
	{out, err}: TextOutput,
): Promise<number> {
	// They only make the command shorter; if nothing can be reached, the inspect before has failed.
	const [image, version, info] = await Promise.all([
		answerOrNull(reader.image(inspect.Image ?? '', signal)),
		answerOrNull(reader.version(signal)),
		answerOrNull(reader.info(signal)),
	]);
	const shown = withSecrets ? withSecretsShown(inspect) : hideSecrets(inspect, image);
	const {command: made, warnings} = reconstruct(shown.inspect, image, engineDefaults(version, info));
	const command = {...made, secrets: shown.secrets};
	out(`${multiLine(command)}\n`);
	const names = shown.secrets.map(({name}) => name);
	if (names.length > 0) {
		err(
			`secrets are omitted (--with-secrets shows them): the command takes ${sanitise(names.join(', '))} from the shell, and stops if one is not set\n`,
		);
		err('to take them from the container, without showing them, run this in the same shell first:\n');
		const container = shellQuote((inspect.Name ?? inspect.Id).replace(/^\//, ''));
		for (const name of names) for (const line of safeLines(readSecret(name, command.program, container))) err(`  ${line}\n`);
	}
	if (shown.masked)
		err('a secret outside the environment (in the command, a label, a log or mount option) is masked: --with-secrets shows it\n');
	for (const warning of warnings)
		if (!names.some(name => warning.startsWith(`the variable ${name} is not set`))) err(`${sanitise(warning)}\n`);
	for (const {name, why} of command.files)
		err(`the command writes ${sanitise(name)} to the current directory: ${sanitise(why)}\n`);
	return exitStatus.done;
}
