import {defineRule, failAs, pass} from '../rule.js';
import {inspected} from '../shared/evidence.js';
import {mountEvidence, withoutMounts} from '../shared/mounts.js';

/** Programs that manage containers through the socket, by the name of their image. */
const watchers =
	/(^|[/-])(watchtower|ouroboros|portainer(-ce|-ee)?|dockge|yacht|dozzle|diun|traefik|nginx-proxy|docker-gen|homepage|cadvisor|autoheal|swag)(?=[:@/]|$)/;

const watcher = (image: string): string | null => watchers.exec(image)?.[2] ?? null;

export default defineRule({
	slug: 'container-image-watcher',
	title: 'A manager of containers holds the socket of the engine',
	cis: {},
	beyond: 'X-LABEL-WATCH',
	severity: 'medium',
	target: 'container',
	attack: 'Its web page, or the registry from which it updates others, is a way to the whole API of the engine.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
	mitigatedBy: ['rootless'],

	check: ({container}) => {
		const name = watcher(container.image);
		const image = inspected('Config.Image', container.image);
		const sockets = container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
		if (name === null || sockets.length === 0) return pass(image, inspected('Mounts', `${sockets.length} with a socket`));
		return failAs(
			{detail: `${name} manages containers through the socket`},
			image,
			...sockets.map(mount => mountEvidence(container, mount)),
		);
	},

	remedy: scope =>
		withoutMounts(
			scope,
			scope.container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null),
			'Give it a proxy of the socket that lets only the GET requests pass which it needs, on a network of their own.',
			'What it changes: updates, starts and stops.',
		),

	examples: {
		bad: {
			Config: {Image: 'containrrr/watchtower:1.7'},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
		},
		good: {Config: {Image: 'traefik:3.1'}, Mounts: []},
	},
});
