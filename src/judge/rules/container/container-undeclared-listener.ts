import {known, type ListeningSocket, trusted, undeclaredSockets} from '../../../base/index.js';
import {defineRule, failAs, fromProc, notApplicable, pass} from '../rule.js';
import {exampleSockets} from '../shared/examples.js';
import {judgeSockets} from '../shared/listening.js';

const shown = ({protocol, address, port, process}: ListeningSocket) =>
	`${address}:${port}/${protocol}${process === null ? '' : ` (${process})`}`;

export default defineRule({
	slug: 'container-undeclared-listener',
	title: 'Undeclared port is listening',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Other containers can reach a port that no one knows about: a debugging console, or something an attacker left.',
	references: ['proc(5), /proc/PID/net/tcp', 'https://docs.docker.com/reference/dockerfile/#expose'],

	check: ({container}) => {
		const {network} = container.namespaces;
		if (network.kind === 'host' || network.kind === 'container' || network.kind === 'none')
			return notApplicable('it does not have its own network namespace');
		return judgeSockets(container, 'own', listening => {
			const found = undeclaredSockets(container, listening);
			if (found.length === 0) return pass(fromProc('net/tcp', listening.map(shown)));
			return failAs(
				{detail: `listens on ${[...new Set(found.map(({port}) => port))].join(', ')}, which the image does not declare`},
				...found.map(socket => fromProc('net/tcp', shown(socket))),
			);
		});
	},

	remedy: () => ({
		text: 'Turn it off or bind it to 127.0.0.1; if it belongs there, declare it in the image (EXPOSE).',
		mayBreak: 'Other containers that use it.',
	}),

	examples: {
		bad: {
			facts: {
				sockets: exampleSockets({
					own: known([{protocol: 'tcp', family: 4, address: trusted('0.0.0.0'), port: 9229, process: trusted('node')}]),
				}),
			},
		},
		good: {
			Config: {ExposedPorts: {'80/tcp': {}}},
			facts: {
				sockets: exampleSockets({
					own: known([
						{protocol: 'tcp', family: 4, address: trusted('0.0.0.0'), port: 80, process: null},
						{protocol: 'tcp', family: 4, address: trusted('127.0.0.11'), port: 39_551, process: null},
					]),
				}),
			},
		},
	},
});
