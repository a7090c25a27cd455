import {trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, failAs, fromHost, fromInfo, infoMissing, pass} from '../rule.js';
import {exampleInfo} from './shared/examples-of-engine.js';
import {configuredHosts, openTcpApi} from './shared/tcp-api.js';

export default defineRule({
	slug: 'engine-tcp-api',
	title: 'API listens on TCP without client authentication',
	cis: cisIds('2.7', '2.8'),
	severity: 'critical',
	target: 'engine',
	rationale:
		'Anyone who can reach the port can start a privileged container: root on the host, over the network, without a password.',
	references: [
		'https://docs.docker.com/engine/security/protect-access/',
		'https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option',
	],
	mitigatedBy: ['rootless'],

	check: ({engine, host}) => {
		const open = openTcpApi({engine, host});
		if (engine.tcpApi === 'tls-without-client-certificate') return failAs({detail: 'TLS without client authentication'}, ...open);
		if (engine.tcpApi === 'plain' || open.length > 0) return fail(...open);
		const addresses = configuredHosts({host});
		// Podman gives no such warnings; a Docker Engine does for every plain or unverified listener.
		if (addresses === null && (engine.kind !== 'docker' || engine.raw.info === null || engine.tcpApi === 'unknown'))
			return infoMissing('the addresses on which its API listens');
		return pass(
			fromInfo('Warnings', 'no API on plain TCP'),
			...(addresses === null ? [] : [fromHost('dockerd hosts', addresses.length === 0 ? trusted('the unix socket') : addresses)]),
		);
	},

	remedy: () => ({
		text: 'Remove the tcp:// address from -H or "hosts" and use ssh:// instead; if TCP is needed, use --tlsverify with your own CA.',
		mayBreak: 'Clients that use the port.',
	}),

	examples: {
		bad: {
			facts: {
				tcpApi: 'plain',
				warnings: [trusted('WARNING: API is accessible on http://0.0.0.0:2375 without encryption.')],
				raw: exampleInfo({Warnings: ['WARNING: API is accessible on http://0.0.0.0:2375 without encryption.']}),
			},
		},
		good: {facts: {tcpApi: 'none-seen', warnings: [], raw: exampleInfo({Warnings: null})}},
	},
});
