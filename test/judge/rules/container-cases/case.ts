import {type HostConfig, known} from '../../../../src/base/answers/index.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {rootProcess} from '../../../../src/judge/rules/shared/examples.js';

export const published = (address: string, hostPort: string, inside: string): ContainerExample => ({
	HostConfig: {PortBindings: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
	NetworkSettings: {Ports: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
});
export const podman = (host: HostConfig): ContainerExample => ({
	HostConfig: {Annotations: {'io.container.manager': 'libpod'}, ...host},
});
export const socket: ContainerExample = {
	Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
};
export const noInfo: ContainerExample['engine'] = {
	rootless: null,
	userns: null,
	cgroupVersion: null,
	noNewPrivilegesDefault: null,
};
export const namedVolume: ContainerExample = {
	Mounts: [{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/d', RW: true}],
};
export const refusedVolumes: ContainerExample['engine'] = {blindSpots: [{source: 'engine:/volumes', reason: '403 from a proxy'}]};
export const running = (...commands: string[]): ContainerExample['facts'] => ({
	processes: known(commands.map(command => rootProcess(command))),
});
