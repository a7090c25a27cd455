import {type ChangedPathFacts, type ChangeFacts, counted} from '../../base/index.js';
import {blank, heading, itemLine, type Line, line, prose, say, type Tone} from './layout/page.js';
import {differenceLines} from './package-drift.js';
import type {ContainerContext} from './page-state.js';
import type {PackageDrift} from './scan-results.js';
import {reasonOf} from './words.js';

/** Lines of the list; `docker diff` has the rest. */
const MAX_SHOWN = 200;

/**
 * What the container changed in its file system since it was created, programs first; then its packages.
 *
 * @param asking  whether the engine is being asked for what the page shows
 */
export function changeLines({assessed: {facts}, state, entry, width}: ContainerContext, asking: boolean): readonly Line[] {
	const {changes} = facts;
	const muted = (text: string) => prose(text, width, {indent: 3, tone: 'muted'});
	return [
		blank,
		heading(' DRIFT'),
		...(changes.known
			? [...pathLines(changes.value, width), ...packageLines(state.scans?.drift(entry.id) ?? null, width)]
			: muted(
					asking
						? 'asking the engine, which compares the file system of the container with its image …'
						: reasonOf(changes.reason),
				)),
		...(changes.known || asking || model(state) === 'replayed'
			? []
			: muted(`${state.keyNames.refresh} asks; the engine then compares the file system of the container with its image`)),
	];
}

const model = ({model: {connection}}: ContainerContext['state']): string => connection.state;

function pathLines({counts, listed, unexamined, total}: ChangeFacts, width: number): readonly Line[] {
	const all = counts.added + counts.modified + counts.deleted;
	if (all === 0)
		return [line(total === 0 ? '   nothing changed since it was created' : '   only directories changed since it was created')];
	const words = (['added', 'modified', 'deleted'] as const).flatMap(change =>
		counts[change] === 0 ? [] : [`${counts[change]} ${change}`],
	);
	const shown = listed.slice(0, MAX_SHOWN);
	return [
		line(`   since it was created: ${words.join(' · ')}`),
		...shown.map(pathLine),
		...(all > shown.length
			? prose(`and ${all - shown.length} more, which docker diff lists`, width, {indent: 3, tone: 'muted'})
			: []),
		...(unexamined > 0
			? prose(`${counted(unexamined, 'file')} that may be ${unexamined === 1 ? 'a program' : 'programs'} not examined`, width, {
					indent: 3,
					tone: 'muted',
				})
			: []),
	];
}

const marks: Readonly<Record<NonNullable<ChangedPathFacts['mark']>, {readonly text: string; readonly tone: Tone}>> = {
	program: {text: 'program in PATH', tone: 'high'},
	executable: {text: 'executable', tone: 'high'},
	system: {text: 'system path', tone: 'medium'},
};

function pathLine({path, change, mark}: ChangedPathFacts): Line {
	const {text, tone} = mark === null ? {text: '', tone: undefined} : marks[mark];
	return itemLine({copy: path}, say(`   ${change.padEnd(8)}  `, 'muted'), say(text.padEnd(15), tone), say('  '), say(path));
}

function packageLines(drift: PackageDrift | null, width: number): readonly Line[] {
	return drift === null || drift.paths.length === 0
		? []
		: [line('   packages compared with the image:'), ...differenceLines(drift, {width, most: 200})];
}
