import {type ContainerFacts, record, strings} from '../../../base/index.js';
import {option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {type ProxyAccess, proxyAccess} from '../shared/socket-proxies/judge-proxy.js';

const variable = ({env}: ContainerFacts, wanted: string) => env.find(({name}) => name === wanted)?.value ?? '';

/** The API over TCP, where no certificate is asked for. */
const usesPlainTcp = (container: ContainerFacts) =>
	/^(tcp|http):\/\//.test(variable(container, 'DOCKER_HOST')) && variable(container, 'DOCKER_TLS_VERIFY') === '';

/** The socket proxy of the fleet behind the address, by a name that the container can resolve. */
function proxyBehind({container, fleet}: ContainerScope): {name: string; access: ProxyAccess} | null {
	const host = /^\w+:\/\/([^:/]+)/.exec(variable(container, 'DOCKER_HOST'))?.[1];
	if (host === undefined) return null;
	const networks = new Set(container.networks.map(({id, name}) => id || name));
	const server = [...fleet.values()].find(
		one => one.networks.some(({id, name}) => networks.has(id || name)) && namesOf(one).includes(host),
	);
	const access = server === undefined ? null : proxyAccess({container: server, fleet});
	return server === undefined || access === null || access.product === null ? null : {name: server.name, access};
}

function namesOf({name, compose, raw}: ContainerFacts): string[] {
	const aliases = Object.values(record(raw.NetworkSettings?.Networks)).flatMap(network => strings(record(network)['Aliases']));
	return [name, ...(compose === null ? [] : [compose.service]), ...aliases];
}

/** A proxy that lets little through leaves little to send. */
function severityBehind({writes, reads, unread}: ProxyAccess): 'high' | 'medium' | 'low' {
	if (writes?.isControl === true || unread.length > 0) return 'high';
	return writes === null && reads === null ? 'low' : 'medium';
}

export default defineRule({
	slug: 'container-remote-engine',
	title: 'Container uses an engine API without TLS',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Anyone on the path or on the same network can send the same requests: the API does not authenticate clients.',
	references: ['https://docs.docker.com/engine/security/protect-access/'],

	check: scope => {
		const {container} = scope;
		if (!usesPlainTcp(container))
			return pass(
				fromInspect('Config.Env', variable(container, 'DOCKER_HOST') === '' ? 'no DOCKER_HOST' : 'DOCKER_HOST with TLS or ssh'),
			);
		const address = variable(container, 'DOCKER_HOST');
		const evidence = fromInspect('Config.Env', `DOCKER_HOST=${address}`);
		const proxy = proxyBehind(scope);
		if (proxy === null) return failAs({detail: `DOCKER_HOST ${address} without TLS`}, evidence);
		return failAs(
			{severity: severityBehind(proxy.access), detail: `DOCKER_HOST ${address} without TLS, through the proxy ${proxy.name}`},
			evidence,
			...proxy.access.evidence.map(one => ({...one, source: `inspect of ${proxy.name}`})),
		);
	},

	remedy: ({container}) => ({
		text: 'Use ssh://, or mutual TLS (DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH).',
		remove: [option('--env', `DOCKER_HOST=${variable(container, 'DOCKER_HOST')}`)],
		add: [option('--env', 'DOCKER_TLS_VERIFY=1')],
		mayBreak: 'The engine must offer TLS on that address.',
	}),

	examples: {
		bad: {Config: {Env: ['DOCKER_HOST=tcp://dind:2375']}},
		good: {Config: {Env: ['DOCKER_HOST=tcp://dind:2376', 'DOCKER_TLS_VERIFY=1']}},
	},
});
