import {describe, expect, it} from 'vitest';
import {composeOrigin, isManagedByCompose} from '../../../src/base/facts/compose.js';

const docker = {
	'com.docker.compose.project': 'shop',
	'com.docker.compose.service': 'web',
	'com.docker.compose.oneoff': 'False',
	'com.docker.compose.project.working_dir': '/srv/my shop',
	'com.docker.compose.project.config_files': '/srv/my shop/compose.yml,/srv/my shop/prod.yml',
};

describe('the Compose project of a container', () => {
	it('is what docker compose recorded', () => {
		expect(composeOrigin({...docker, 'com.docker.compose.project.environment_file': '/srv/prod.env'})).toEqual({
			project: 'shop',
			service: 'web',
			folder: '/srv/my shop',
			files: ['/srv/my shop/compose.yml', '/srv/my shop/prod.yml'],
			fromStdin: false,
			environmentFiles: ['/srv/prod.env'],
			oneOff: false,
			hook: null,
			tool: 'compose',
		});
	});

	it('has files in its folder where podman-compose recorded them', () => {
		const recorded = {'io.podman.compose.project': 'shop', 'com.docker.compose.service': 'web'};
		const files = {'com.docker.compose.project.working_dir': '/srv', 'com.docker.compose.project.config_files': 'a.yml,/b.yml'};
		expect(composeOrigin({...recorded, ...files})).toMatchObject({
			project: 'shop',
			files: ['/srv/a.yml', '/b.yml'],
			tool: 'podman-compose',
		});
	});

	it('has no file where it was read from standard input', () => {
		expect(composeOrigin({...docker, 'com.docker.compose.project.config_files': '-'})).toMatchObject({
			files: [],
			fromStdin: true,
		});
	});

	it('is none for a Swarm stack, half a label or a label that is no text', () => {
		expect(composeOrigin({'com.docker.stack.namespace': 'shop', 'com.docker.swarm.service.name': 'shop_web'})).toBeNull();
		expect(composeOrigin({'com.docker.compose.project': 'shop'})).toBeNull();
		expect(composeOrigin({...docker, 'com.docker.compose.project': ['shop']})).toBeNull();
		expect(composeOrigin(null)).toBeNull();
	});

	it('does not create a one-off container with up', () => {
		expect(isManagedByCompose(docker)).toBe(true);
		expect(isManagedByCompose({...docker, 'com.docker.compose.oneoff': 'True'})).toBe(false);
		expect(isManagedByCompose({})).toBe(false);
	});
});
