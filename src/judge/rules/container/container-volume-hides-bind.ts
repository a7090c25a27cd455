import {type ContainerFacts, trusted} from '../../../base/index.js';
import {defineRule, failAs, info} from '../rule.js';
import {etcSensitivity, exampleMount} from '../shared/examples.js';
import {mountEvidence, passesMounts, withoutMounts} from '../shared/judge-mounts.js';

const hidden = ({mounts}: ContainerFacts) => mounts.filter(({resolvedThrough}) => resolvedThrough === 'volume-options');

export default defineRule({
	slug: 'container-volume-hides-bind',
	title: 'Volume hides a bind of a host directory',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'The options of a local volume can bind any host directory, while inspecting the container shows an ordinary volume.',
	references: ['https://docs.docker.com/reference/cli/docker/volume/create/#opt'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => {
		const {container} = scope;
		const volumes = hidden(container);
		if (volumes.length === 0) return passesMounts(scope);
		const evidence = volumes.map(mount => mountEvidence(container, mount));
		const sensitive = volumes.filter(({sensitivity, runtimeSocket}) => sensitivity !== null || runtimeSocket !== null);
		if (sensitive.length === 0) return info(...evidence);
		const names = sensitive.map(({volume, realSource}) => `volume ${volume ?? ''} is ${realSource}`);
		return failAs({detail: names.join(', ')}, ...evidence);
	},

	remedy: scope =>
		withoutMounts(
			scope,
			hidden(scope.container),
			'Use a volume without a device option; if a bind is needed, make it a visible bind mount.',
			'Anything that reads or writes that directory.',
		),

	examples: {
		bad: {
			Mounts: [{Type: 'volume', Name: 'cfg', Source: '/var/lib/docker/volumes/cfg/_data', Destination: '/cfg', RW: true}],
			facts: {
				mounts: [
					exampleMount({
						kind: 'volume',
						volume: trusted('cfg'),
						source: trusted('/var/lib/docker/volumes/cfg/_data'),
						realSource: trusted('/etc'),
						resolvedThrough: 'volume-options',
						destination: trusted('/cfg'),
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
