#pragma once

#if !__has_include(<yaml.h>)
#error "yaml.h not found: install libyaml-dev"
#endif

#include <yaml.h>
