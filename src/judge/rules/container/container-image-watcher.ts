import type {ContainerFacts} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {mountEvidence, socketDoubts, withoutMounts} from '../shared/judge-mounts.js';
import type {Evidence} from '../verdict.js';

/** Programs that manage containers through the socket, by the name of their image. */
const watchers =
	/(^|[/-])(watchtower|ouroboros|portainer(-ce|-ee)?|dockge|yacht|dozzle|diun|traefik|nginx-proxy|docker-gen|homepage|cadvisor|autoheal|swag)(?=[:@/]|$)/;

/** By the image's name, or by its labels when it has another name: a mirror, a custom tag. */
const selfNames = ['org.opencontainers.image.title', 'org.opencontainers.image.source', 'org.label-schema.name'];
function watcher({image, labels}: ContainerFacts): {name: string; by: Evidence} | null {
	const named = watchers.exec(image)?.[2];
	if (named !== undefined) return {name: named, by: fromInspect('Config.Image', image)};
	for (const {name: label, value} of labels) {
		const found = selfNames.includes(label) ? watchers.exec(value.toLowerCase())?.[2] : undefined;
		if (found !== undefined) return {name: found, by: fromInspect(`Config.Labels["${label}"]`, value)};
	}
	return null;
}

export default defineRule({
	slug: 'container-image-watcher',
	title: 'Container manager has access to the Docker socket',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Its web interface, or the registry that it updates other containers from, leads to the whole engine API.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
	mitigatedBy: ['rootless'],

	check: ({container}) => {
		const found = watcher(container);
		const image = found?.by ?? fromInspect('Config.Image', container.image);
		const sockets = container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
		const doubts = socketDoubts(container);
		if (found !== null && sockets.length === 0 && doubts.length > 0) return cannotTell(...doubts);
		if (found === null || sockets.length === 0) return pass(image, fromInspect('Mounts', `${sockets.length} with a socket`));
		return failAs(
			{detail: `${found.name} manages containers through the Docker socket`},
			image,
			...sockets.map(mount => mountEvidence(container, mount)),
		);
	},

	remedy: scope =>
		withoutMounts(
			scope,
			scope.container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null),
			'Put a socket proxy in front of it that allows only the GET requests it needs, on a dedicated network.',
			'Whatever it changes: updates, starts and stops.',
		),

	examples: {
		bad: {
			Config: {Image: 'containrrr/watchtower:1.7'},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
		},
		good: {Config: {Image: 'traefik:3.1'}, Mounts: []},
	},
});
