import {shellJoin} from '../../terminal/shell-quote.js';
import type {RunCommand} from '../run-command.js';
import {multiLine} from './docker-run.js';

/** Shell commands to replace a container with another, and to go back, one per line. */
export type Replacement = {
	/** Stops and renames the old one, runs the new one. */
	readonly replace: string;
	/** After `replace`, whether or not the new one could be created: restores the old one's name and starts it. */
	readonly rollBack: string;
	/** Without the old one: recreates it as it was. */
	readonly undo: string;
	/** On success: removes the old one; `null` when it is removed automatically. */
	readonly tidy: string | null;
};

const chain = (...commands: readonly string[]): string => commands.join(' && \\\n');

/**
 * A container with --rm cannot be kept: the rollback recreates it. One with restart policy `always` would start next to
 * the new one when the engine restarts: the policy is disabled, and restored by the rollback.
 *
 * @source docker run reference, restart policies: `always` starts a stopped container when the daemon restarts
 */
export function replacement(name: string, before: RunCommand, after: RunCommand): Replacement {
	const kept = `${name}-before`;
	const docker = (...words: string[]): string => shellJoin([before.program, ...words]);
	const undo = chain(docker('rm', '--force', name), multiLine(before));
	// The engine removes it a moment after the stop: until then the name is taken.
	if (before.options.some(option => option.name === '--rm')) {
		const gone = `while ${docker('inspect', '--type', 'container', name)} >/dev/null 2>&1; do sleep 0.1; done`;
		return {replace: chain(docker('stop', name), gone, multiLine(after)), rollBack: undo, undo, tidy: null};
	}

	const restarts = before.options.some(option => option.name === '--restart' && option.value === 'always');
	return {
		replace: chain(
			docker('stop', name),
			docker('rename', name, kept),
			...(restarts ? [docker('update', '--restart', 'no', kept)] : []),
			multiLine(after),
		),
		rollBack: [
			// With --force a missing container is not an error.
			docker('rm', '--force', name),
			docker('rename', kept, name),
			...(restarts ? [docker('update', '--restart', 'always', name)] : []),
			docker('start', name),
		].join(' && '),
		undo,
		tidy: docker('rm', kept),
	};
}

/** The first step, ready to run; the others as comments: pasting it all must not run the rollback too. */
export function replacementText({replace, rollBack, tidy}: Replacement): string {
	const comment = (text: string): string[] => text.split('\n').map(line => `# ${line}`);
	return [
		replace,
		'',
		'# To roll back if something is wrong:',
		...comment(rollBack),
		...(tidy === null ? [] : ['#', '# Once the new one works, remove the old one:', ...comment(tidy)]),
		'',
	].join('\n');
}
