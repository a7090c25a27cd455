import {sanitise, trusted} from '../../base/index.js';
import {applyChange, asUser, change, withHost} from '../../judge/index.js';
import {type PlanStep, planned} from './change.js';
import {droppedUids} from './least-capabilities.js';

/**
 * The better option: no root at all. For a container whose processes all end up as one user, and which needs root only to chown
 * files and to become that user. Its tmpfs mounts then belong to that user; its volumes must be chowned once, manually.
 */
export const ordinaryUser: PlanStep = ({assessed: {facts, image}, evidence}) => {
	const [worker, ...others] = droppedUids(evidence);
	if (facts.user.isRoot === false || worker === undefined || others.length > 0) return [];
	const gid = worker.gid ?? worker.uid;
	const volumes = facts.mounts.filter(mount => mount.writable && mount.kind !== 'tmpfs');
	const user = change({
		text: `Start it as uid ${worker.uid}, which its processes already use.`,
		...asUser(facts, image, worker.uid, gid),
		mayBreak: 'entrypoint scripts that need root: chown, chroot, switching the user',
	});
	return [
		planned(user, {
			slug: 'user',
			decides: {cause: 'user', name: String(worker.uid), about: trusted('it starts as root')},
			why: sanitise(
				volumes.length > 0
					? `${worker.command} ends up as uid ${worker.uid}; ${volumes.map(mount => mount.destination).join(', ')} must belong to it`
					: `${worker.command} ends up as uid ${worker.uid} anyway`,
			),
			rung: 'choice',
			evidence: [{source: 'top', path: `uid ${worker.uid}`, value: worker.command}],
			howToSee: trusted('it exits at once; "must be run as root", "Permission denied" in its log'),
			// What the changes before it added for root goes: capabilities that this user does not get, and tmpfs mounts of root.
			apply: before => {
				const after = applyChange(user, before);
				return withHost(after, {CapAdd: null, Tmpfs: ownedBy(after.HostConfig?.Tmpfs ?? {}, worker.uid, gid)});
			},
		}),
	];
};

function ownedBy(tmpfs: Readonly<Record<string, string>>, uid: number, gid: number): Record<string, string> {
	return Object.fromEntries(
		Object.entries(tmpfs).map(([path, options]) => {
			const kept = options.split(',').filter(word => word !== '' && !/^[ug]id=/.test(word));
			return [path, /mode=1777/.test(options) ? options : [...kept, `uid=${uid}`, `gid=${gid}`].join(',')];
		}),
	);
}
