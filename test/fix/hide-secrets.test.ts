import {describe, expect, it} from 'vitest';
import {hideSecrets} from '../../src/fix/hide-secrets.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {multiLine} from '../../src/fix/render/docker-run.js';
import {engineDefaults} from '../../src/judge/changes/options/engine-defaults.js';

const config = {
	Image: 'x',
	Env: ['DB_PASSWORD=hunter2-env', 'MODE=fast'],
	Cmd: ['serve', '--db-pass', 'hunter2-argument', '--port', '80'],
	Labels: {'api.token': 'hunter2-label'},
	Healthcheck: {Test: ['CMD', 'probe', '--password', 'hunter2-health']},
};
const host = {
	LogConfig: {Type: 'splunk', Config: {'splunk-token': 'hunter2-log', 'splunk-url': 'https://ann:hunter2-url@log:8088'}},
	Annotations: {'deploy.token': 'hunter2-annotation'},
	Mounts: [
		{
			Type: 'volume',
			Target: '/share',
			VolumeOptions: {DriverConfig: {Name: 'local', Options: {type: 'cifs', o: 'username=ann,password=hunter2-mount'}}},
		},
	],
};

describe('hideSecrets', () => {
	const hidden = hideSecrets({Id: 'a', Name: '/web', Config: config, HostConfig: host}, null);

	it('leaves no secret in the command, wherever it stood', () => {
		const command = multiLine(reconstruct(hidden.inspect, null, engineDefaults(null, null)).command);
		expect(command.match(/hunter2-\w+/g)).toBeNull();
		expect(command).toContain('--db-pass');
		expect(command).toContain('splunk-url=https://ann:********@log:8088');
		expect(command).toContain('password=********');
	});

	it('keeps the name of a secret variable, and says that the rest is masked', () => {
		expect(hidden.inspect.Config?.Env).toEqual(['DB_PASSWORD', 'MODE=fast']);
		expect(hidden.secrets).toEqual([{name: 'DB_PASSWORD', severalLines: false, file: null}]);
		expect(hidden.masked).toBe(true);
	});

	it('leaves mounts as they are whose paths name a secret', () => {
		const Binds = ['/srv/db_password:/run/secrets/db_password:ro', 'api-token:/token'];
		expect(hideSecrets({Id: 'a', HostConfig: {Binds}}, null)).toMatchObject({masked: false, inspect: {HostConfig: {Binds}}});
	});

	it('does not say so where only variables were secret', () =>
		expect(hideSecrets({Id: 'a', Config: {...config, Cmd: ['serve'], Labels: {}, Healthcheck: {Test: null}}}, null).masked).toBe(
			false,
		));
});
