import type {ContainerFacts, ImageFacts} from '../../../base/index.js';
import {each, flag, option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

const lost = ({mounts}: ContainerFacts) => mounts.filter(({anonymous}) => anonymous);

const firstLost = (container: ContainerFacts): string[] =>
	lost(container)
		.map(({destination}) => String(destination))
		.slice(0, 1);
const declared = (image: ImageFacts) => image.raw.inspect.Config?.Volumes ?? {};

export default defineRule({
	slug: 'container-auto-remove',
	title: 'Container and its data are removed on exit',
	cis: {},
	severity: 'info',
	target: 'container',
	rationale:
		'With --rm, its log, writable layer and anonymous volumes are deleted on exit: there is nothing left to investigate or restore.',
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

	remedy: ({container, image}) => ({
		text: 'Use a named volume, or keep the container.',
		// What the image does not declare was typed: `-v /data`, with which docker takes no other mount there.
		remove: [
			flag('--rm'),
			...each('--volume', image === null ? [] : firstLost(container).filter(path => !(path in declared(image)))),
		],
		add: firstLost(container).map(path => option('--volume', `${container.name}-data:${path}`)),
		mayBreak: 'Scripts that reuse the container name.',
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
