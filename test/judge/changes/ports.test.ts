import {expect, it} from 'vitest';
import {unpublished} from '../../../src/judge/changes/port-changes.js';
import {containerScope} from '../../support/example-scope.js';

it('has no escape sequence in an option, whatever address an engine says it published', () => {
	const {container} = containerScope({
		HostConfig: {PortBindings: {'80/tcp': [{HostIp: 'x\u001b[2Jy\nz', HostPort: '8080'}]}},
		NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
	});
	expect(unpublished(container, container.ports).remove).toEqual([{name: '--publish', value: 'xy z:8080:80'}]);
});
