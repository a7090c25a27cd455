import {type MountFacts, severities} from '../facts/index.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {blank, type Column, heading, type Item, line, type Page, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';

const columns: readonly Column[] = [
	{title: own('DESTINATION')},
	{title: own('SOURCE')},
	{title: own('MODE')},
	{title: own('KIND'), drop: 1},
	{title: own('PROPAGATION'), drop: 2},
	{title: own('EXPOSES')},
];

/** What of the host is in the container, with what that exposes. */
export function mountsPage({assessed: {facts}, width}: ContainerContext): Page {
	const {tmpfs, devices, readOnlyRoot} = facts;
	const mounts = facts.mounts.toSorted((a, b) => rankOf(a) - rankOf(b) || byPath(a, b));
	const rows = mounts.map(mount => [
		mount.destination,
		mount.realSource === '' ? (mount.volume ?? own('–')) : mount.realSource,
		sanitise(mount.writable ? 'rw' : 'ro'),
		kindOf(mount),
		mount.propagation === '' ? own('–') : mount.propagation,
		exposes(mount),
	]);
	const items = mounts.map((mount): Item => ({copy: sanitise(`${mount.realSource}:${mount.destination}`)}));
	return {
		lines: [
			...(rows.length === 0 ? [line(' no mounts')] : tableLines({columns, rows}, items)),
			...mounts
				.filter(({resolvedThrough}) => resolvedThrough !== null)
				.flatMap(mount => prose(detour(mount), width, {tone: 'medium'})),
			blank,
			line(' root file system  ', readOnlyRoot ? say('read-only', 'ok') : say('writable', 'low')),
			...tmpfs.map(({destination, options}) => line(say(` tmpfs  ${destination}  ${options}`))),
			...(devices.length === 0 ? [] : [blank, heading(' DEVICES')]),
			...devices.map(({path, inContainer, permissions, means, danger}) =>
				line(
					say(`   ${path} as ${inContainer} (${permissions})  `),
					say(means ?? '', danger === 'host-root' ? 'critical' : (danger ?? 'muted')),
				),
			),
		],
	};
}

/** What exposes something comes first, the worst on top. */
function rankOf(mount: MountFacts): number {
	const words = exposes(mount);
	const rank = severities.findIndex(severity => words.startsWith(severity));
	return rank === -1 ? severities.length : rank;
}

/** As a person counts: `/mnt/9` before `/mnt/10`. */
const byPath = (a: MountFacts, b: MountFacts): number => a.destination.localeCompare(b.destination, 'en', {numeric: true});

function kindOf({kind, anonymous, remote}: MountFacts): SafeText {
	if (remote !== null) return own('network');
	return sanitise(kind === 'volume' && anonymous ? 'anonymous' : kind);
}

function exposes({runtimeSocket, socketDoubt, sensitivity, writable}: MountFacts): SafeText {
	if (runtimeSocket !== null) return own('critical: the engine itself');
	if (socketDoubt !== null) return own('unknown: may be a runtime socket');
	if (sensitivity === null) return own('–');
	if (writable && sensitivity.whenWritten === 'host-root') return own('critical: root on the host');
	if (writable && sensitivity.whenWritten === 'tamper') return sanitise(`high: tamper with ${sensitivity.listed}`);
	if (sensitivity.whenRead === 'secrets') return sanitise(`high: secrets of ${sensitivity.listed}`);
	return sensitivity.whenRead === 'information' ? sanitise(`low: reveals ${sensitivity.listed}`) : own('–');
}

const detour = ({destination, source, realSource, resolvedThrough}: MountFacts): SafeText =>
	sanitise(
		`${destination}: ${source} leads to ${realSource} (${resolvedThrough === 'symlink' ? 'through a symlink on the host' : 'bound by the options of the volume'})`,
	);
