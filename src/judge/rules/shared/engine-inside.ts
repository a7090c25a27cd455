import {type ContainerFacts, sanitise, string, strings} from '../../../base/index.js';
import {fromInspect, fromTop} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {startedProgram} from './root-processes.js';

/** Programs that are an engine, by the name of the executable: what a command line merely mentions does not count. */
const engines = ['dockerd', 'dockerd-entrypoint.sh', 'containerd', 'buildkitd', 'podman', 'crio', 'k3s'];

/** The engine that runs in a container, `null` when none is seen. */
export function engineOf(container: ContainerFacts): string | null {
	if (engines.includes(startedProgram(container))) return startedProgram(container);
	if (!container.processes.known) return null;
	return container.processes.value.find(({command}) => engines.includes(command))?.command ?? null;
}

/** Of the API, on every address or that of the container. */
const OPEN = /(?:^|\s)(?:-H|--host)[=\s]?(?:tcp|http):\/\/(?!127\.|localhost|\[::1\])[\w.:[\]*-]*/;

/** What makes the engine inside answer its neighbours without TLS: an option of its command, or the variable of docker:dind. */
export function plainListener(container: ContainerFacts): Evidence | null {
	const {raw, processes, env} = container;
	const started = [string(raw.Path), ...strings(raw.Args)].join(' ');
	const commands = processes.known ? processes.value.filter(({command}) => engines.includes(command)) : [];
	const listening = [started, ...commands.map(({args}) => args)].find(
		words => OPEN.test(words) && !/--tls(verify|cert|key|cacert)?\b/.test(words),
	);
	// Only the option: the rest of the command line may be secret.
	if (listening !== undefined) return fromTop('args', sanitise(OPEN.exec(listening)?.[0].trim() ?? ''));
	const off = env.some(({name, value}) => name === 'DOCKER_TLS_CERTDIR' && value === '');
	return off && startedProgram(container) === 'dockerd-entrypoint.sh' ? fromInspect('Config.Env', 'DOCKER_TLS_CERTDIR=') : null;
}
