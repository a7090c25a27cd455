import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {droppedUids} from './capabilities.js';
import {type Change, type Step, withConfig, withHost} from './change.js';

/**
 * The better option: no root at all. For a container whose processes all end up as one user, and which needs root only to chown
 * files and to become that user. Its tmpfs mounts then belong to that user; its volumes must be chowned once, manually.
 */
export const ordinaryUser: Step = ({assessed: {facts}, evidence, inspect}) => {
	const [worker, ...others] = droppedUids(evidence);
	if (facts.user.isRoot === false || worker === undefined || others.length > 0) return [];
	const user = `${worker.uid}:${worker.gid ?? worker.uid}`;
	const volumes = facts.mounts.filter(mount => mount.writable && mount.kind !== 'tmpfs');
	const change: Change = {
		slug: 'user',
		why: sanitise(
			volumes.length > 0
				? `${worker.command} ends up as uid ${worker.uid}; ${volumes.map(mount => mount.destination).join(', ')} must belong to it`
				: `${worker.command} ends up as uid ${worker.uid} anyway`,
		),
		remove: (inspect.Config?.User ?? '') === '' ? [] : [`--user ${facts.user.configured}`],
		add: [`--user ${user}`],
		confidence: 'test first',
		evidence: [{source: 'top', path: `uid ${worker.uid}`, value: worker.command}],
		mayBreak: own('entrypoint scripts that need root: chown, chroot, switching the user'),
		howToSee: own('it exits at once; “must be run as root”, “Permission denied” in its log'),
		enabled: false,
		apply: before =>
			withConfig(
				withHost(before, {CapAdd: null, Tmpfs: ownedBy(before.HostConfig?.Tmpfs ?? {}, worker.uid, worker.gid ?? worker.uid)}),
				{User: user},
			),
	};
	return [change];
};

function ownedBy(tmpfs: Readonly<Record<string, string>>, uid: number, gid: number): Record<string, string> {
	return Object.fromEntries(
		Object.entries(tmpfs).map(([path, options]) => {
			const kept = options.split(',').filter(word => word !== '' && !/^[ug]id=/.test(word));
			return [path, /mode=1777/.test(options) ? options : [...kept, `uid=${uid}`, `gid=${gid}`].join(',')];
		}),
	);
}
