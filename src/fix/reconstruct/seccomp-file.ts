import {createHash} from 'node:crypto';
import type {CommandFile} from '../run-command.js';

/** The client sends the content of the profile file, which the engine stores: the file again, or `null` for another option. */
export function seccompFile(text: string, container: string): CommandFile | null {
	const content = /^seccomp[=:](\{[\s\S]*)$/.exec(text)?.[1];
	if (content === undefined) return null;
	const digest = createHash('sha256').update(content).digest('hex').slice(0, 8);
	return {
		name: `${fileStem(container)}-seccomp-${digest}.json`,
		content,
		why: 'the seccomp profile of the container, as stored by the engine',
	};
}

/** The name of a container as the beginning of a file name. */
export const fileStem = (container: string): string => container.replace(/^\//, '').replace(/[^A-Za-z0-9_.-]/g, '_');
