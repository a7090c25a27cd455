import type {ImageFacts} from '../../facts/index.js';
import {own, type SafeText, safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {blank, type Column, heading, itemLine, type Line, line, type Page, prose, say, tableLines} from '../page.js';
import {age, bytes, plural, reasonOf} from '../words.js';
import type {ContainerContext} from './context.js';

const columns: readonly Column[] = [{title: own('SIZE'), align: 'right'}, {title: own('KIND'), drop: 1}, {title: own('STEP')}];

/** Where the image comes from, how old it is, how it was built, and what the container changed since. */
export function imagePage(context: ContainerContext): Page {
	const {assessed, state, entry, width} = context;
	const {image, facts} = assessed;
	const asking = [...state.asking].some(key => key.startsWith(`${entry.id}/`));
	return {
		lines: [
			heading(' PROVENANCE'),
			pair('asked for', facts.image),
			pair('image id', sanitise(facts.imageId)),
			...(image
				? provenance(image, state.clock)
				: [line(asking ? '   asking the engine …' : '   the image was not inspected: r asks the engine')]),
			...(image ? historyLines(image, width) : []),
			...driftLines(context),
		],
	};
}

const pair = (name: string, value: SafeText | string): Line =>
	itemLine({copy: sanitise(value)}, say(`   ${name.padEnd(13)}`, 'muted'), say(value));

function provenance(image: ImageFacts, clock: number): readonly Line[] {
	return [
		...(image.tags.length === 0
			? [pair('tags', 'none: the tag has moved on, or it was built without one')]
			: image.tags.map(tag => pair('tag', tag))),
		...(image.digests.length === 0
			? [pair('digest', 'none: built here, or loaded from a file')]
			: image.digests.map(digest => pair('digest', digest))),
		pair(
			'built',
			image.createdAt === null
				? 'unknown (a reproducible build sets no date)'
				: safely`${age(image.createdAt, clock)} ago, ${sanitise(image.createdAt)}`,
		),
		pair('system', image.os.known ? image.os.value.prettyName : reasonOf(image.os.reason)),
		pair(
			'size',
			image.size === null ? 'unknown' : `${bytes(image.size)} in ${plural(image.layers, 'layer')}, ${image.architecture}`,
		),
		pair('user', image.user.configured === '' ? 'root (none is set)' : image.user.configured),
		...(image.exposedPorts.length === 0 ? [] : [pair('exposes', image.exposedPorts.join(' '))]),
		...(image.volumes.length === 0 ? [] : [pair('volumes', image.volumes.join(' '))]),
		...(image.secrets.length === 0
			? []
			: image.secrets.map(({path, kind}) => line(say(`   ${'secret'.padEnd(13)}`, 'muted'), say(`${path} (${kind})`, 'high')))),
	];
}

function historyLines({history}: ImageFacts, width: number): readonly Line[] {
	if (!history.known) return [blank, heading(' HISTORY'), ...prose(reasonOf(history.reason), width, {indent: 3, tone: 'muted'})];
	const rows = history.value.map(({size, kind, instruction}) => [bytes(size), sanitise(kind), instruction]);
	return [
		blank,
		heading(' HISTORY'),
		...tableLines(
			{columns, rows},
			history.value.map(({instruction}) => ({copy: instruction})),
		),
	];
}

function driftLines({assessed: {facts}, width}: ContainerContext): readonly Line[] {
	const {changes} = facts;
	if (!changes.known) return [blank, heading(' DRIFT'), ...prose(reasonOf(changes.reason), width, {indent: 3, tone: 'muted'})];
	const {total, executables, systemPaths} = changes.value;
	return [
		blank,
		heading(' DRIFT'),
		line(`   ${plural(total, 'path')} changed since it was created`),
		...executables.map(path => itemLine({copy: path}, say('   executable  ', 'high'), say(path))),
		...systemPaths.slice(0, 50).map(path => itemLine({copy: path}, say('   system path  ', 'medium'), say(path))),
	];
}
