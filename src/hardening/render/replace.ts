import {shellJoin} from '../../terminal/shell-quote.js';
import type {RunCommand} from '../run-command.js';
import {multiLine} from './docker-run.js';

/** How a running container is replaced without losing the old one, and how to go back. Commands for a shell, one a line. */
export type Replacement = {
	/** Stops and renames the old one, runs the new one. */
	readonly replace: string;
	/** After `replace`: removes the new one, gives the old one its name back and starts it. */
	readonly rollBack: string;
	/** Without the old one: makes it again as it was. */
	readonly undo: string;
	/** When all is well: removes the old one. */
	readonly tidy: string;
};

export function replacement(name: string, before: RunCommand, after: RunCommand): Replacement {
	const kept = `${name}-before`;
	const docker = (...words: string[]): string => shellJoin(['docker', ...words]);
	return {
		replace: [docker('stop', name), docker('rename', name, kept), multiLine(after)].join(' && \\\n'),
		rollBack: [docker('rm', '--force', name), docker('rename', kept, name), docker('start', name)].join(' && '),
		undo: [docker('rm', '--force', name), multiLine(before)].join(' && \\\n'),
		tidy: docker('rm', kept),
	};
}
