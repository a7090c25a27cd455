import {known} from '../../answers/index.js';
import {isLoopback} from '../../facts/addresses.js';
import type {ContainerFacts, ListeningSocket} from '../../facts/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs, notApplicable, pass} from '../rule.js';
import {fromProc, notSeen} from '../shared/evidence.js';
import {exampleLiveState} from '../shared/examples.js';
import {judgeDrift} from '../shared/runtime-drift.js';

const shown = ({protocol, address, port, process}: ListeningSocket) =>
	`${address}:${port}/${protocol}${process === null ? '' : ` (${process})`}`;

const undeclared = ({ports}: ContainerFacts, sockets: readonly ListeningSocket[]) =>
	sockets.filter(
		socket =>
			socket.protocol === 'tcp' &&
			!isLoopback(socket.address) &&
			!ports.some(({port, protocol}) => port === socket.port && protocol === socket.protocol),
	);

export default defineRule({
	slug: 'container-undeclared-listener',
	title: 'A service listens that neither the image nor the options declare',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Neighbours on its networks reach a port of which nobody knows: a console for debugging, or what an attacker left.',
	references: ['proc(5), /proc/PID/net/tcp', 'https://docs.docker.com/reference/dockerfile/#expose'],

	check: ({container}) => {
		const {network} = container.namespaces;
		if (network.kind === 'host' || network.kind === 'container' || network.kind === 'none')
			return notApplicable('it has no network of its own');
		return judgeDrift(container, null, ({listening}) => {
			if (!listening.known) return notSeen(listening);
			const found = undeclared(container, listening.value);
			if (found.length === 0) return pass(fromProc('net/tcp', listening.value.map(shown)));
			return failAs(
				{detail: `listens on ${[...new Set(found.map(({port}) => port))].join(', ')}, undeclared by the image`},
				...found.map(socket => fromProc('net/tcp', shown(socket))),
			);
		});
	},

	remedy: () => ({
		text: 'Turn it off or bind it to 127.0.0.1; declare it in the image (EXPOSE) when it belongs there.',
		mayBreak: 'Neighbours that use it.',
	}),

	examples: {
		bad: {
			facts: {
				truth: exampleLiveState({
					listening: known([{protocol: 'tcp', family: 4, address: own('0.0.0.0'), port: 9229, process: own('node')}]),
				}),
			},
		},
		good: {
			Config: {ExposedPorts: {'80/tcp': {}}},
			facts: {
				truth: exampleLiveState({
					listening: known([
						{protocol: 'tcp', family: 4, address: own('0.0.0.0'), port: 80, process: null},
						{protocol: 'tcp', family: 4, address: own('127.0.0.11'), port: 39_551, process: null},
					]),
				}),
			},
		},
	},
});
