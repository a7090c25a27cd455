import type {ContainerInspect} from '../../answers/index.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {answerOrNull} from '../../engine/optional-answer.js';
import {hideSecrets} from '../../hardening/hide-secrets.js';
import {engineDefaults, reconstruct} from '../../hardening/reconstruct/index.js';
import {multiLine} from '../../hardening/render/docker-run.js';
import {sanitise} from '../../terminal/sanitise.js';
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
	const shown = withSecrets ? {inspect, variables: [], severalLines: [], masked: false} : hideSecrets(inspect, image);
	const {command, warnings} = reconstruct(shown.inspect, image, engineDefaults(version, info));
	out(`${multiLine(command)}\n`);
	if (shown.variables.length > 0)
		err(`secrets are omitted (--with-secrets shows them): export ${sanitise(shown.variables.join(', '))} in the shell first\n`);
	if (shown.masked)
		err('a secret outside the environment (in the command, a label, a log or mount option) is masked: --with-secrets shows it\n');
	for (const warning of warnings)
		if (!shown.variables.some(name => warning.startsWith(`the variable ${name} is not set`))) err(`${sanitise(warning)}\n`);
	for (const {name, why} of command.files)
		err(`the command writes ${sanitise(name)} to the current directory: ${sanitise(why)}\n`);
	return exitStatus.done;
}
