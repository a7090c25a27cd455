import {join} from 'node:path';

/** For a dockscope that works on an engine of a test and keeps its state and configuration in the folder of that engine. */
export const programEnvironment = ({host, dir}: {readonly host: string; readonly dir: string}) => ({
	DOCKER_HOST: host,
	HOME: dir,
	XDG_STATE_HOME: join(dir, 'state'),
	PATH: process.env['PATH'] ?? '',
	LANG: 'C.UTF-8',
});
