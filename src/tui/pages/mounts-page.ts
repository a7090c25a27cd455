import {type MountFacts, type SafeText, sanitise, severities, trusted} from '../../base/index.js';
import {type Danger, mountKinds} from '../../judge/index.js';
import {blank, type Column, heading, type Item, line, type Page, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';

const columns: readonly Column[] = [
	{title: trusted('DESTINATION')},
	{title: trusted('SOURCE')},
	{title: trusted('MODE')},
	{title: trusted('KIND'), drop: 1},
	{title: trusted('PROPAGATION'), drop: 2},
	{title: trusted('EXPOSES')},
];

/** What of the host is in the container, with what that exposes. */
export function mountsPage({assessed: {facts, dangers}, width}: ContainerContext): Page {
	const {tmpfs, devices, readOnlyRoot} = facts;
	const deviceDangers = dangers.filter(({kind}) => kind === 'device');
	const worst = worstOf(dangers);
	const mounts = facts.mounts.toSorted((a, b) => rankOf(worst(a)) - rankOf(worst(b)) || byPath(a, b));
	const rows = mounts.map(mount => [
		mount.destination,
		mount.realSource === '' ? (mount.volume ?? trusted('–')) : mount.realSource,
		sanitise(mount.writable ? 'rw' : 'ro'),
		kindOf(mount),
		mount.propagation === '' ? trusted('–') : mount.propagation,
		exposes(worst(mount), mount),
	]);
	const items = mounts.map((mount): Item => ({copy: sanitise(`${mount.realSource}:${mount.destination}`)}));
	return {
		lines: [
			...(rows.length === 0 ? [line(' no mounts')] : tableLines({columns, rows}, items)),
			...mounts.flatMap(
				mount =>
					worst(mount)?.mitigations.flatMap(why => prose(sanitise(`${mount.destination}: ${why}`), width, {tone: 'muted'})) ?? [],
			),
			...mounts
				.filter(({resolvedThrough}) => resolvedThrough !== null)
				.flatMap(mount => prose(detour(mount), width, {tone: 'medium'})),
			blank,
			line(' root filesystem  ', readOnlyRoot ? say('read-only', 'ok') : say('writable', 'low')),
			...tmpfs.map(({destination, options}) => line(say(` tmpfs  ${destination}  ${options}`))),
			...(devices.length === 0 ? [] : [blank, heading(' DEVICES')]),
			...devices.map(({path, inContainer, permissions, means}) => {
				const danger = deviceDangers.find(({about}) => about === path);
				return line(say(`   ${path} as ${inContainer} (${permissions})  `), say(means ?? '', danger?.severity ?? 'muted'));
			}),
		],
	};
}

type WorstOf = (mount: MountFacts) => Danger | undefined;

/** The worst danger of each mount: they come worst first. */
function worstOf(dangers: readonly Danger[]): WorstOf {
	const ofMounts = dangers.filter(({kind}) => mountKinds.some(one => one === kind));
	return ({destination}) => ofMounts.find(({about}) => about === destination);
}

/** What exposes something comes first, the worst on top. */
const rankOf = (danger: Danger | undefined): number =>
	danger === undefined ? severities.length : severities.indexOf(danger.severity);

/** As a person counts: `/mnt/9` before `/mnt/10`. */
const byPath = (a: MountFacts, b: MountFacts): number => a.destination.localeCompare(b.destination, 'en', {numeric: true});

function kindOf({kind, anonymous, remote}: MountFacts): SafeText {
	if (remote !== null) return trusted('network');
	return sanitise(kind === 'volume' && anonymous ? 'anonymous' : kind);
}

function exposes(danger: Danger | undefined, {socketDoubt}: MountFacts): SafeText {
	if (danger !== undefined) return sanitise(`${danger.severity}: ${danger.exposes}`);
	return trusted(socketDoubt === null ? '–' : 'unknown: may be a runtime socket');
}

const detour = ({destination, source, realSource, resolvedThrough}: MountFacts): SafeText =>
	sanitise(`${destination}: ${source} leads to ${realSource} (${detours[resolvedThrough ?? 'symlink']})`);

const detours = {
	symlink: 'through a symlink on the host',
	'volume-options': 'bound by the options of the volume',
	submount: 'mounted below it on the host',
} as const;
