import type {ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';

const lost = ({mounts}: ContainerFacts) => mounts.filter(({anonymous}) => anonymous);

export default defineRule({
	slug: 'container-auto-remove',
	title: 'Data and traces vanish when the container ends',
	cis: {},
	severity: 'info',
	target: 'container',
	rationale:
		'With --rm its log, its writable layer and its anonymous volumes are gone: nothing is left to look at, or to restore.',
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#rm'],

	check: ({container}) => {
		const evidence = [
			fromInspect('HostConfig.AutoRemove', container.autoRemove),
			fromInspect(
				'Mounts',
				lost(container).map(({destination}) => destination),
			),
		];
		if (!container.autoRemove || lost(container).length === 0) return pass(...evidence);
		return failAs(
			{
				detail: `loses ${lost(container)
					.map(({destination}) => destination)
					.join(', ')}`,
			},
			...evidence,
		);
	},

	remedy: ({container}) => ({
		text: 'Give the volume a name, or keep the container.',
		remove: ['--rm'],
		add: lost(container)
			.map(({destination}) => `-v ${container.name}-data:${destination}`)
			.slice(0, 1),
		mayBreak: 'Scripts that expect its name to be free again.',
	}),

	examples: {
		bad: {
			HostConfig: {AutoRemove: true},
			Config: {Volumes: {'/data': {}}},
			Mounts: [
				{
					Type: 'volume',
					Name: 'f'.repeat(64),
					Source: `/var/lib/docker/volumes/${'f'.repeat(64)}/_data`,
					Destination: '/data',
					RW: true,
				},
			],
		},
		good: {HostConfig: {AutoRemove: true}, Mounts: []},
	},
});
