// What `import Zart` brings: the words and policies of the core, and instants and recurrences.

@_exported public import Timetable
@_exported public import ZartCore
