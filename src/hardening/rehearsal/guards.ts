import type {ContainerFacts} from '../../facts/index.js';
import {podOf} from '../../facts/pods.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';

/**
 * Why a container is never rehearsed: a twin of it could reach the host or its neighbours. `null` when nothing speaks against it.
 */
export function refusal(facts: ContainerFacts): SafeText | null {
	if (facts.labels.some(({name, value}) => name === 'dockscope.rehearse' && value === 'never'))
		return own('it carries the label dockscope.rehearse=never');
	if (podOf(facts.raw)?.infra) return own('it holds the namespaces of a pod, and is made with it alone');
	if (facts.privileged) return own('it is privileged: a twin of it would own the host as well');
	for (const name of ['pid', 'ipc'] as const) {
		const kind = facts.namespaces[name].kind;
		if (kind === 'host') return sanitise(`it lives in the ${name} namespace of the host, and so would a twin`);
		if (kind === 'container') return sanitise(`it lives in the ${name} namespace of another container, and so would a twin`);
	}
	const socket = facts.mounts.find(mount => mount.runtimeSocket !== null);
	if (socket !== undefined)
		return sanitise(`it holds the engine's socket (${socket.destination}): a twin would act on the engine as well`);
	if (facts.devices.length > 0 || facts.gpuRequests > 0)
		return own('it has devices of the host, which a twin would use at the same time');
	if (facts.deviceRules.length > 0) return own('it may use devices of the host by rule');
	return null;
}
