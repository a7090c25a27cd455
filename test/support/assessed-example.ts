import type {ContainerInspect, HostConfig} from '../../src/base/answers/index.js';
import {assessContainer} from '../../src/judge/fleet/assess.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../src/judge/policy/policy.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import type {ContainerExample} from '../../src/judge/rules/rule.js';
import {assessContext} from './assess-context.js';
import {containerScope} from './example-scope.js';

/** A container of a whole answer, with its image, alone on an engine that hides nothing: as `docker run nginx:1.27` but for these parts. */
export function assessedExample(parts: ContainerExample, policy: Policy = builtInPolicy): AssessedContainer {
	const {container, image, engine, host} = containerScope(parts);
	return assessContainer(container, image, {...assessContext(engine, [container], policy, '2026-11-25T12:00:00Z'), host});
}

type Parts = {readonly HostConfig: HostConfig} & Pick<ContainerInspect, 'Mounts'>;

/** `-v`, as Docker answers. @param bind  `SOURCE:DESTINATION[:ro]` */
export function mounting(...binds: readonly string[]): Parts {
	return {
		HostConfig: {Binds: [...binds]},
		Mounts: binds.map(bind => {
			const [Source = '', Destination = '', mode] = bind.split(':');
			return {Type: 'bind', Source, Destination, Mode: mode ?? '', RW: mode !== 'ro', Propagation: 'rprivate'};
		}),
	};
}

/** `-p PORT:PORT` on all interfaces. */
export function publishing(...ports: readonly number[]) {
	const bindings = (HostIp: string) => Object.fromEntries(ports.map(port => [`${port}/tcp`, [{HostIp, HostPort: String(port)}]]));
	return {HostConfig: {PortBindings: bindings('')}, NetworkSettings: {Ports: bindings('0.0.0.0')}};
}
