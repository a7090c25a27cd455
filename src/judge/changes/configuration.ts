import type {ContainerConfig, ContainerInspect, HostConfig} from '../../base/index.js';

export const withHost = (inspect: ContainerInspect, host: Partial<HostConfig>): ContainerInspect => ({
	...inspect,
	HostConfig: {...inspect.HostConfig, ...host},
});

export const withConfig = (inspect: ContainerInspect, config: Partial<ContainerConfig>): ContainerInspect => ({
	...inspect,
	Config: {...inspect.Config, ...config},
});

/** The name that the engine gives to a container in its own UTS namespace. */
export const withDefaultHostname = (inspect: ContainerInspect): ContainerInspect =>
	withConfig(inspect, {Hostname: inspect.Id.slice(0, 12)});
