import {type ContainerFacts, isBelow, type MountFacts, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {etcSensitivity, exampleMount} from '../shared/examples.js';
import {mountEvidence, noMount, withoutMounts} from '../shared/judge-mounts.js';

const linked = ({mounts}: ContainerFacts) => mounts.filter(({resolvedThrough}) => resolvedThrough === 'symlink');

/**
 * A bind below a directory that the same container may write: it puts a link in the place of the source, and the next start mounts
 * what the link names. A directory that owns the host needs no such detour.
 */
function replaceable({mounts}: ContainerFacts): {mount: MountFacts; through: MountFacts}[] {
	const writable = mounts.filter(({writable: may, kind, sensitivity}) => may && kind === 'bind' && sensitivity === null);
	return mounts.flatMap(mount => {
		const through = mount.kind === 'bind' ? writable.find(({realSource}) => isBelow(mount.realSource, realSource)) : undefined;
		return through === undefined ? [] : [{mount, through}];
	});
}

export default defineRule({
	slug: 'container-symlink-mount',
	title: 'Mount source is a symbolic link',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Inspecting shows a harmless path; anyone who can change the link chooses what is mounted at the next start.',
	references: ['symlink(7)', 'link(2)', 'https://docs.docker.com/engine/storage/bind-mounts/'],

	check: ({container}) => {
		const links = linked(container);
		const swapped = links.length === 0 ? replaceable(container) : [];
		if (swapped.length > 0) {
			const how = swapped.map(
				({mount, through}) => `${mount.realSource} can be replaced with a link through ${through.destination}`,
			);
			return failAs(
				{severity: container.user.isRoot === false ? 'low' : 'medium', detail: how.join(', ')},
				...swapped.flatMap(({mount, through}) => [mountEvidence(container, mount), mountEvidence(container, through)]),
			);
		}
		const unfollowed = container.mounts.some(({kind, linksFollowed}) => kind === 'bind' && !linksFollowed);
		if (links.length === 0 && unfollowed)
			return cannotTell({source: 'host:files', reason: 'the files of the host are not visible, so links cannot be followed'});
		if (links.length === 0) return pass(noMount(container));
		const sensitive = links.some(({sensitivity, runtimeSocket}) => sensitivity !== null || runtimeSocket !== null);
		const ends = links.map(({source, realSource}) => `${source} is ${realSource}`).join(', ');
		return failAs({severity: sensitive ? 'high' : 'low', detail: ends}, ...links.map(mount => mountEvidence(container, mount)));
	},

	remedy: scope =>
		withoutMounts(
			scope,
			linked(scope.container),
			'Mount the real path.',
			'Deployments that switch versions by changing the link.',
		),

	examples: {
		bad: {
			Mounts: [{Type: 'bind', Source: '/srv/current', Destination: '/app', RW: true}],
			facts: {
				mounts: [
					exampleMount({
						source: trusted('/srv/current'),
						realSource: trusted('/etc'),
						resolvedThrough: 'symlink',
						destination: trusted('/app'),
						sensitivity: etcSensitivity,
					}),
				],
			},
		},
		good: {
			Mounts: [{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true}],
		},
	},
});
