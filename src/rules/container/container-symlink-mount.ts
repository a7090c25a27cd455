import type {ContainerFacts} from '../../facts/index.js';
import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {etcSensitivity, exampleMount} from '../shared/examples.js';
import {mountEvidence, noMount, withoutMounts} from '../shared/mounts.js';

const linked = ({mounts}: ContainerFacts) => mounts.filter(({resolvedThrough}) => resolvedThrough === 'symlink');

export default defineRule({
	slug: 'container-symlink-mount',
	title: 'A mount follows a symbolic link of the host',
	cis: {},
	beyond: 'X-SYMLINK',
	severity: 'low',
	target: 'container',
	attack: 'Inspecting shows a harmless path; whoever may change the link chooses what is mounted at the next start.',
	references: ['symlink(7)', 'https://docs.docker.com/engine/storage/bind-mounts/'],

	check: ({container}) => {
		const links = linked(container);
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
						source: own('/srv/current'),
						realSource: own('/etc'),
						resolvedThrough: 'symlink',
						destination: own('/app'),
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
