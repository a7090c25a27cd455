import type {ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';

const variable = ({env}: ContainerFacts, wanted: string) => env.find(({name}) => name === wanted)?.value ?? '';

/** The API over TCP, where no certificate is asked for. */
const usesPlainTcp = (container: ContainerFacts) =>
	/^(tcp|http):\/\//.test(variable(container, 'DOCKER_HOST')) && variable(container, 'DOCKER_TLS_VERIFY') === '';

export default defineRule({
	slug: 'container-remote-engine',
	title: 'Container uses an engine API without TLS',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Anyone on the path or on the same network can send the same requests: the API does not authenticate clients.',
	references: ['https://docs.docker.com/engine/security/protect-access/'],

	check: ({container}) => {
		if (!usesPlainTcp(container))
			return pass(
				fromInspect('Config.Env', variable(container, 'DOCKER_HOST') === '' ? 'no DOCKER_HOST' : 'DOCKER_HOST with TLS or ssh'),
			);
		return failAs(
			{detail: `DOCKER_HOST ${variable(container, 'DOCKER_HOST')} without TLS`},
			fromInspect('Config.Env', `DOCKER_HOST=${variable(container, 'DOCKER_HOST')}`),
		);
	},

	remedy: ({container}) => ({
		text: 'Use ssh://, or mutual TLS (DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH).',
		remove: [`--env DOCKER_HOST=${variable(container, 'DOCKER_HOST')}`],
		add: ['--env DOCKER_TLS_VERIFY=1'],
		mayBreak: 'The engine must offer TLS on that address.',
	}),

	examples: {
		bad: {Config: {Env: ['DOCKER_HOST=tcp://dind:2375']}},
		good: {Config: {Env: ['DOCKER_HOST=tcp://dind:2376', 'DOCKER_TLS_VERIFY=1']}},
	},
});
