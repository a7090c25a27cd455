import {withoutHostTracing} from '../../changes/namespace-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, pass} from '../rule.js';
import {has} from '../shared/has-capability.js';
import {modeEvidence, viaContainer} from '../shared/judge-namespace.js';
import {seesHostProcesses} from '../shared/submounts.js';

export default defineRule({
	slug: 'container-ptrace-host',
	title: 'Container can trace host processes (SYS_PTRACE)',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale: "It can attach to a root process on the host, or enter the host's filesystem through /proc/PID/root.",
	references: ['ptrace(2)', 'proc(5)', 'pid_namespaces(7)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const {pid} = container.namespaces;
		const tree = modeEvidence(container, 'PidMode');
		const tracer = fromInspect('HostConfig.CapAdd', `SYS_PTRACE ${has(container, 'SYS_PTRACE') ? 'granted' : 'not granted'}`);
		if (!has(container, 'SYS_PTRACE')) return pass(tracer, tree);
		if (seesHostProcesses(container)) {
			const via = pid.kind === 'host' ? viaContainer(pid.through) : ' in a mounted /proc';
			const words = {detail: `can trace host processes${via}`, closed: `sees host processes${via}`};
			return failWith(dangersOfKind(scope, 'ptrace-host'), words, tracer, tree);
		}
		if (pid.kind === 'unresolved') return cannotTell({source: 'inspect:HostConfig.PidMode', reason: pid.reason});
		return pass(tracer, tree);
	},

	remedy: ({container}) => withoutHostTracing(container),

	examples: {
		bad: {HostConfig: {PidMode: 'host', CapAdd: ['SYS_PTRACE']}},
		good: {HostConfig: {PidMode: '', CapAdd: ['SYS_PTRACE']}},
	},
});
