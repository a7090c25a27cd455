import {type ContainerInspect, shellJoin, shellQuote} from '../../base/index.js';
import type {RunCommand} from '../run-command.js';
import {createText, unmasked, writeFile} from './docker-run.js';
import {secretSteps, stop} from './secret-steps.js';

/** Shell commands to replace a container with another, and to go back. Each can be pasted whole, and none ends the shell. */
export type Replacement = {
	/** Creates the new one, stops and renames the old one, starts the new one. */
	readonly replace: string;
	/** After `replace`, wherever it stopped: the old one has its name again, and runs. Removes nothing. Can be run twice. */
	readonly rollBack: string;
	/** On success: removes the old one. */
	readonly tidy: string;
	/** What is lost when the old one stops; `null` when it is kept. */
	readonly lost: string | null;
};

/**
 * The new container is created before anything is stopped: a missing image, a missing secret or a bad option then costs nothing. The
 * old one is kept as NAME-before. One with `--rm` cannot be kept, since the engine removes it as it stops: a copy of it is created
 * beforehand, and is what the way back starts.
 *
 * A container with a restart policy would start next to its replacement when the engine starts: it has none while it is kept.
 *
 * @param inspect  the old container, as it is now
 * @param before   the command that recreates it; @param after  the one that creates the new container
 * @source docker run reference, restart policies; moby restartmanager: `on-failure` restarts one that a stop has ended, too
 */
export function replacement(inspect: ContainerInspect, before: RunCommand, after: RunCommand): Replacement {
	const name = (inspect.Name ?? '').replace(/^\//, '');
	const runs = ['running', 'paused', 'restarting'].includes(inspect.State?.Status ?? '');
	const old: Old = {
		name,
		id: inspect.Id,
		kept: `${name}-before`,
		fresh: `${name}-after`,
		program: after.program,
		runs,
		removed: runs && inspect.HostConfig?.AutoRemove === true,
		restart: before.options.find(option => option.name === '--restart')?.value ?? null,
	};
	const lost = old.removed
		? `${name} was started with --rm, so the engine removes it when it stops: what it wrote outside its volumes is lost. Copy out what you need first (${after.program} cp)`
		: null;
	return {
		replace: replaceText(old, before, after, lost),
		rollBack: rollBackText(old),
		tidy: `${after.program} rm ${shellQuote(old.kept)}`,
		lost,
	};
}

type Old = Names & {
	readonly program: RunCommand['program'];
	/** It runs with `--rm`. */
	readonly removed: boolean;
	/** It was not stopped: its replacement is started, and it is on the way back. */
	readonly runs: boolean;
	readonly restart: string | null;
};

type Names = {
	readonly name: string;
	readonly id: string;
	/** Names of the old one while it is kept, and of the new one before and after it has the name. */
	readonly kept: string;
	readonly fresh: string;
};

/** As words of a shell: Docker allows letters, digits, `_`, `.` and `-`, but a recording or another engine may say anything. */
const wordsOf = ({name, id, kept, fresh}: Names): Names => ({
	name: shellQuote(name),
	id: shellQuote(id),
	kept: shellQuote(kept),
	fresh: shellQuote(fresh),
});

const chain = (steps: readonly string[]): string => `( ${steps.join(' && \\\n')} )`;

function replaceText(old: Old, before: RunCommand, after: RunCommand, lost: string | null): string {
	const {program, removed, runs, restart} = old;
	const {name, id, kept, fresh} = wordsOf(old);
	// `create` leaves stdin open for one client only, where `run --detach` does not.
	const createsFirst = !runs || !after.options.some(option => option.name === '--interactive');
	const secrets = [...after.secrets, ...(removed ? before.secrets : [])];
	const create = (command: RunCommand, as: string): string =>
		createText({...command, options: command.options.map(one => (one.name === '--name' ? {...one, value: as} : one))}, 'create');
	return chain([
		`[ "$(${idOf(program, name)})" = ${id} ] || ${stop(`${old.name} is not, or no longer, the container that this was written for: nothing was changed`)}`,
		...unmasked(removed ? {...after, masked: after.masked || before.masked} : after),
		...(createsFirst ? [old.fresh, old.kept] : [old.kept]).map(
			one =>
				`if ${exists(program, shellQuote(one))}; then ${stop(`${one} already exists: remove or rename it first. Nothing was changed`)}; fi`,
		),
		...secretSteps(secrets, program, {container: name}),
		...[...(removed ? before.files : []), ...after.files].map(writeFile),
		...after.before,
		...(removed ? [create(before, old.kept)] : []),
		...(createsFirst ? [create(after, old.fresh)] : []),
		...(lost === null ? [] : [`echo ${shellQuote(lost)} >&2`]),
		...(runs ? stopped(program, name) : []),
		...unrestarted(restart, program, name),
		...(removed ? [untilGone(program, id)] : [`${program} rename ${name} ${kept}`]),
		...(createsFirst ? [`${program} rename ${fresh} ${name}`] : [createText(after, 'run')]),
		...after.after.map(shellJoin),
		...(createsFirst && runs ? [`${program} start ${name}`] : []),
	]);
}

/**
 * The old one is known by its id, so that no interruption can make the way back take it for the new one. What has its name is
 * stopped and renamed, never removed.
 */
function rollBackText(old: Old): string {
	const {program, removed, runs, restart} = old;
	const {name, id, kept, fresh} = wordsOf(old);
	const found = removed
		? [
				`if ${isRunning(program, id)}; then ${stop(`${old.name} was not replaced: nothing was changed`)}; fi`,
				untilGone(program, id),
				`old=$(${idOf(program, kept)}) || ${stop(`${old.kept} does not exist: nothing was changed. If ${old.name} is not running, start it: ${program} start ${name}`)}`,
			]
		: [`old=${id}`, `${exists(program, '"$old"')} || ${stop(`the old ${old.name} no longer exists: nothing was changed`)}`];
	const isTaken = `if ${exists(program, fresh)}; then ${stop(`both ${old.name} and ${old.fresh} exist: remove the one that is not needed. Nothing was changed`)}; fi`;
	// One with --rm is gone once it is stopped, so it is renamed first; it has no restart policy.
	const stopNew = restart === null ? [] : [...stopped(program, '"$new"'), ...unrestarted(restart, program, '"$new"')];
	const stopFresh = [
		...stopped(program, fresh),
		`echo ${shellQuote(`the new container is kept as ${old.fresh}, unless it runs with --rm`)}`,
	];
	return chain([
		...found,
		`new=$(${idOf(program, name)} 2>/dev/null || :)`,
		[
			'case $new in',
			`"$old") echo ${shellQuote(`${old.name} is the old container already`)} ;;`,
			`'') ${program} rename "$old" ${name} ;;`,
			`*) ${[isTaken, ...stopNew, `${program} rename "$new" ${fresh}`, `${program} rename "$old" ${name}`].join(' && ')} ;;`,
			'esac',
		].join('\n'),
		`if ${exists(program, fresh)}; then ${stopFresh.join(' && ')}; fi`,
		...(restart === null ? [] : [`${program} update --restart ${shellQuote(restart)} "$old"`]),
		// One that is still paused was never stopped.
		...(runs ? [`{ ${isPaused(program, '"$old"')} || ${program} start "$old"; }`] : []),
	]);
}

/** @param container  a word of a shell */
const idOf = (program: string, container: string): string =>
	`${program} inspect --type container --format '{{.Id}}' ${container}`;
const exists = (program: string, container: string): string => `${program} inspect --type container ${container} >/dev/null 2>&1`;

const isRunning = (program: string, id: string): string => isTrue(program, 'Running', id);
const isPaused = (program: string, container: string): string => isTrue(program, 'Paused', container);
const isTrue = (program: string, state: string, container: string): string =>
	`[ "$(${program} inspect --type container --format '{{.State.${state}}}' ${container} 2>/dev/null)" = true ]`;

/**
 * Before anything else is done to it: one that restarts again and again cannot be updated or renamed between two of its lives.
 *
 * @source tried with Docker 26.1.5: `update` says "container not running", `rename` "sandbox … not found"
 */
const stopped = (program: string, container: string): string[] => [
	...unpaused(program, container),
	`${program} stop ${container}`,
];

/** An engine that starts again must not start it. */
const unrestarted = (restart: string | null, program: string, container: string): string[] =>
	restart === null ? [] : [`${program} update --restart no ${container}`];

/** Podman does not stop a paused container. @source tried with 5.4.2: "is running or paused, refusing to clean up" */
const unpaused = (program: string, container: string): string[] =>
	program === 'podman' ? [`if ${isPaused(program, container)}; then ${program} unpause ${container}; fi`] : [];

/** The engine removes it a moment after the stop. */
const untilGone = (program: string, id: string): string => `while ${exists(program, id)}; do sleep 0.1; done`;

/**
 * Lines that no shell runs. Not comments: zsh runs those as commands when they are pasted.
 *
 * @param title  a word that is not a line of the text
 * @source zshoptions(1), INTERACTIVE_COMMENTS is off by default
 */
export const shellNote = (title: string, text: string): readonly string[] => [`: <<'${title}'`, text, title];

/** The first step, ready to run; the others as notes, so that all of it can be pasted. */
export function replacementText({replace, rollBack, tidy}: Replacement): string {
	return [replace, '', ...shellNote('TO_ROLL_BACK', rollBack), ...shellNote('WHEN_THE_NEW_ONE_WORKS', tidy), ''].join('\n');
}
