// The tests say themselves what the environment is: neither the developer's shell nor a CI machine may change an answer.
for (const name of Object.keys(process.env)) {
	if (
		/^(DOCKER_|CONTAINER_HOST|XDG_|DOCKSCOPE_(?!TEST_)|NO_COLOR|FORCE_COLOR|TERM|COLORTERM|LC_|LANG|TMUX|STY|COLUMNS|LINES)/.test(
			name,
		)
	)
		delete process.env[name];
}
process.env['LANG'] = 'C.UTF-8';
process.env['TERM'] = 'xterm-256color';
process.env['TZ'] = 'UTC';
