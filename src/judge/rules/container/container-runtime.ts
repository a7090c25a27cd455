import {option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

/** Runtimes that people know; another name may be anything. What is known of the versions of runc is judged for the engine. */
const usual =
	/^(|runc|crun|youki|io\.containerd\.runc\.v[12]|runsc|runsc-\w+|io\.containerd\.runsc\.v1|kata[\w-]*|io\.containerd\.kata[\w.-]*|nvidia|sysbox-runc|oci)$/;
export default defineRule({
	slug: 'container-runtime',
	title: 'Container uses an unusual runtime',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'The runtime starts as root on the host; an unknown one may omit any of the isolation.',
	references: [
		'https://github.com/opencontainers/runc/security/advisories',
		'https://docs.docker.com/engine/daemon/alternative-runtimes/',
	],

	check: ({container: {runtime}}) => {
		const evidence = fromInspect('HostConfig.Runtime', runtime || 'the default of the engine');
		return usual.test(runtime) ? pass(evidence) : failAs({detail: `uses ${runtime}`}, evidence);
	},

	remedy: ({container: {runtime}, engine}) => ({
		text: `Use an up-to-date runc, or gVisor (runsc) or Kata for untrusted workloads.${engine.defaultRuntime === runtime ? " It is the engine's default (default-runtime)." : ''}`,
		remove: engine.defaultRuntime === runtime ? [] : [option('--runtime', runtime)],
		mayBreak: 'Devices and features that this runtime provides.',
	}),

	examples: {
		bad: {HostConfig: {Runtime: 'debug-runtime'}},
		good: {HostConfig: {Runtime: 'runsc'}},
	},
});
