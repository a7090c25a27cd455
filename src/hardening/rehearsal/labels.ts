/** On every container that a rehearsal creates: the beginning of the original's id. */
export const rehearsalLabel = 'dockscope.rehearsal';
