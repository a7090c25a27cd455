import {shellJoin} from '../../terminal/shell-quote.js';
import type {RunCommand} from '../run-command.js';
import {multiLine} from './docker-run.js';

/** How one container takes the place of another, and how to go back. Commands for a shell, one a line. */
export type Replacement = {
	/** Stops and renames the old one, runs the new one. */
	readonly replace: string;
	/** After `replace`, whether or not the new one could be made: gives the old one its name back and starts it. */
	readonly rollBack: string;
	/** Without the old one: recreates it as it was. */
	readonly undo: string;
	/** When all is well: removes the old one; `null` where it is removed automatically. */
	readonly tidy: string | null;
};

const chain = (...commands: readonly string[]): string => commands.join(' && \\\n');

/**
 * A container that is removed at its end cannot be kept: the way back makes it again. One that always restarts would come up beside
 * the new one with the next start of the engine: that is switched off, and on again on the way back.
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
			// Forced, it does not mind that there is none.
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
