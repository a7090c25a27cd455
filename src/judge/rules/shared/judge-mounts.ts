import {
	type BlindSpot,
	type ContainerFacts,
	type MountFacts,
	record,
	records,
	sanitise,
	string,
	strings,
} from '../../../base/index.js';
import {type Change, change, together} from '../../changes/change.js';
import {inheritedMountOptions, mountOptionsOf, ownMountOptions} from '../../changes/mount-changes.js';
import type {RunOption} from '../../changes/run-option.js';
import type {Danger} from '../dangers/danger.js';
import {failWith} from '../dangers/fail-with.js';
import {cannotTell, fromInspect, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Evidence, Judgement} from '../verdict.js';
import {unseenRows} from './unseen-rows.js';

/** Where a mount came from, with the option that made it; `none`: the image's VOLUME, or an answer that does not tell. */
export type MountOrigin = {readonly kind: 'own' | 'inherited'; readonly options: readonly RunOption[]} | {readonly kind: 'none'};

/** The option that gave this container this mount: `-v`, `--mount`, or the `--volumes-from` through which it was inherited. */
export function mountOrigin({container, fleet}: ContainerScope, mount: MountFacts): MountOrigin {
	const asked = ownMountOptions(container, mount);
	if (asked !== null) return {kind: 'own', options: asked.given};
	const donors = strings(record(container.raw.HostConfig)['VolumesFrom']);
	const donor = donors.find(entry => hasMountAt(fleet, entry, mount)) ?? (donors.length === 1 ? donors[0] : undefined);
	return donor === undefined ? {kind: 'none'} : {kind: 'inherited', options: inheritedMountOptions([donor]).given};
}

function hasMountAt(fleet: ContainerScope['fleet'], entry: string, mount: MountFacts): boolean {
	const wanted = entry.split(':')[0] ?? entry;
	const donor = [...fleet.values()].find(({id, name}) => id === wanted || name === wanted || `/${name}` === wanted);
	return donor?.mounts.some(({destination}) => destination === mount.destination) ?? false;
}

/** `Mounts[2].Source /etc`: the place in the answer, and what is really mounted where that differs. */
export function mountEvidence({raw}: ContainerFacts, mount: MountFacts, field = 'Source'): Evidence {
	const index = records(raw.Mounts).findIndex(({Destination: at}) => sanitise(string(at)) === mount.destination);
	// An answer without the list of mounts still has the binds that were requested.
	const place = index === -1 ? `HostConfig.Binds["${mount.destination}"]` : `Mounts[${index}]`;
	const source = mount.realSource === mount.source ? mount.source : `${mount.source} → ${mount.realSource}`;
	return fromInspect(`${place}.${field}`, `${source} at ${mount.destination} (${mount.writable ? 'rw' : 'ro'})`);
}

/** All mounts, for a verdict that passes. */
export const noMount = ({mounts}: ContainerFacts): Evidence =>
	fromInspect(
		'Mounts',
		mounts.map(({destination}) => destination),
	);

/**
 * No such mount was found. That is sure only where the options of its volumes were seen: they may bind any path of the host. Of an engine
 * that says nothing of itself (plain `docker inspect`) it is not known which socket is its own either; with that known, a path is taken
 * by its name where links cannot be followed, and `container-symlink-mount` reports the doubt.
 */
export function passesMounts({container, engine, host}: ContainerScope): Judgement {
	const named = container.mounts.filter(({kind, anonymous}) => kind === 'volume' && !anonymous);
	const refused = unseenRows(
		engine,
		'engine:/volumes',
		named.map(({volume}) => volume),
	);
	if (named.length > 0 && refused.length > 0) return cannotTell(...refused);
	const unfollowed = container.mounts.some(({kind, linksFollowed}) => kind === 'bind' && !linksFollowed);
	if (unfollowed && (engine.local || host?.links !== undefined))
		return cannotTell({
			source: 'host:files',
			reason:
				'links cannot be followed: a directory on the path to a mount cannot be read, or its server (NFS, FUSE) may not answer',
		});
	return unfollowed && engine.raw.info === null
		? cannotTell({
				source: 'host:files',
				reason: "the host's files are not visible, so links cannot be followed, and the engine's socket is not known",
			})
		: pass(noMount(container));
}

/** Mounts that may be or contain the socket of a container runtime, each with the reason why that is not known. */
export const socketDoubts = ({mounts}: ContainerFacts): BlindSpot[] =>
	mounts.flatMap(({socketDoubt, source, destination}) =>
		socketDoubt === null ? [] : [{source: 'host:files', reason: `${source || destination}: ${socketDoubt}`}],
	);

/** Fails where there are such mounts; `verb` comes before their paths: `can write /etc`. */
export function judgeMounts(
	scope: ContainerScope,
	mounts: readonly MountFacts[],
	verb: string,
	dangers: readonly Danger[],
): Judgement {
	if (mounts.length === 0) return passesMounts(scope);
	const paths = mounts.map(({realSource}) => realSource);
	return failWith(
		dangers,
		{detail: `${verb} ${paths.join(', ')} on the host`, closed: `mounts ${paths.join(', ')} of the host`},
		...mounts.map(mount => mountEvidence(scope.container, mount)),
	);
}

/** Advice for mounts: the options that made them, and a word on each that was inherited. */
export function withoutMounts(scope: ContainerScope, mounts: readonly MountFacts[], text: string, mayBreak: string): Change {
	const options = mounts.map(mount => {
		const origin = mountOrigin(scope, mount);
		return origin.kind === 'none' ? mountOptionsOf(scope.container, mount).given : origin.options;
	});
	const changes = options.map(remove => change({text, remove}));
	return together(`${text}${inheritedNote(scope, mounts)}`, changes, mayBreak);
}

/** What the dangers of these mounts advise, as one. */
export function changeOfMounts(scope: ContainerScope, dangers: readonly Danger[]): Change {
	const mounts = scope.container.mounts.filter(({destination}) => dangers.some(({about}) => about === destination));
	const texts = [...new Set(dangers.map(({change}) => String(change.text)))];
	return together(
		`${texts.join(' ')}${inheritedNote(scope, mounts)}`,
		dangers.map(one => one.change),
	);
}

function inheritedNote(scope: ContainerScope, mounts: readonly MountFacts[]): string {
	const inherited = mounts.filter(mount => mountOrigin(scope, mount).kind === 'inherited').map(({destination}) => destination);
	return inherited.length === 0
		? ''
		: ` ${inherited.join(', ')} ${inherited.length === 1 ? 'is' : 'are'} inherited with --volumes-from: removing it also removes every other mount of that container, so mount those that are needed by name.`;
}

/** Writing there gives root on the host. */
export const isWritableHostRoot = ({writable, sensitivity}: MountFacts): boolean =>
	writable && sensitivity?.whenWritten === 'host-root';

/** Reading there exposes credentials. Read-only mounts only: a writable one is a worse finding, with another rule. */
export const exposesSecrets = ({writable, sensitivity}: MountFacts): boolean =>
	!writable && sensitivity !== null && sensitivity.whenRead === 'secrets';
